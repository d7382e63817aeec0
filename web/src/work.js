/**
 * Proof of work (docs/spec/work.md): the server asks for it before it takes an envelope. Nearly all of it is PBKDF2, which browsers have in
 * compiled code, also where scripts run slowly.
 */

import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bigEndian, fromHex, hex, join } from "./bytes.js";

const ROUNDS = 1000;
/** Tries at once: enough to keep the browser's own threads at work, few enough to stop soon. */
const AT_ONCE = 16;

/** @typedef {(answer: Uint8Array) => Promise<Uint8Array> | Uint8Array} Derive */

/**
 * The first 32 bytes of PBKDF2, for a page that was opened where the browser keeps its own to itself.
 * @param {Uint8Array} task
 * @param {Uint8Array} answer
 */
function derived(task, answer) {
  let last = hmac(sha256, task, join(answer, bigEndian(1, 4)));
  const all = Uint8Array.from(last);
  for (let round = 1; round < ROUNDS; round++) {
    last = hmac(sha256, task, last);
    for (const [at, byte] of last.entries()) all[at] = (all[at] ?? 0) ^ byte;
  }
  return all;
}

/**
 * @param {Uint8Array} task
 * @param {SubtleCrypto | null} subtle
 * @returns {Promise<Derive>}
 */
async function deriver(task, subtle) {
  if (!subtle) return (answer) => derived(task, answer);
  const key = await subtle.importKey("raw", /** @type {BufferSource} */ (task), "PBKDF2", false, ["deriveBits"]);
  const how = (/** @type {Uint8Array} */ salt) => ({ name: "PBKDF2", hash: "SHA-256", salt: /** @type {BufferSource} */ (salt), iterations: ROUNDS });
  return async (answer) => new Uint8Array(await subtle.deriveBits(how(answer), key, 256));
}

/**
 * @param {Uint8Array} found
 * @param {number} bits
 */
function isEnough(found, bits) {
  return new DataView(found.buffer, found.byteOffset).getUint32(0) >>> 0 < 2 ** (32 - bits);
}

/**
 * Resolves to what is stated for the task: it and its answer. Rejects with the signal's reason when it is stopped.
 * @param {string} task  76 hexadecimal digits
 * @param {{signal?: AbortSignal, tried?: (share: number) => void, subtle?: SubtleCrypto | null}} [options]  `tried` is told what share of the work that is
 *   needed on average was done
 * @returns {Promise<string>}
 */
export async function solve(task, { signal, tried = () => {}, subtle = globalThis.crypto.subtle ?? null } = {}) {
  const bytes = fromHex(task);
  const bits = bytes[4] ?? 0;
  if (bytes.length !== 38 || bits > 32) throw new Error("this is no task of work");
  const derive = await deriver(bytes, subtle);
  for (let first = 0; ; first += AT_ONCE) {
    signal?.throwIfAborted();
    const answers = Array.from({ length: AT_ONCE }, (_, at) => bigEndian(first + at, 8));
    const found = await Promise.all(answers.map(derive));
    const at = found.findIndex((one) => isEnough(one, bits));
    const answer = answers[at];
    if (answer) return `${task}.${hex(answer)}`;
    tried(Math.min(1, (first + AT_ONCE) / 2 ** bits));
  }
}
