/**
 * The envelope (docs/spec/envelope.md): container, signatures, padding and the age seal around it.
 * Files are read in slices and never held whole; what comes out is ciphertext, gathered in a Blob.
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { Encrypter } from "age-encryption";
import { base64, bigEndian, join } from "./bytes.js";
import { canonical, wellFormed } from "./canonical.js";

const utf8 = new TextEncoder();
const MAGIC = utf8.encode("kniha/v1/report\n");
const SIGNED = utf8.encode("kniha/v1/report-signature\n");
const FRAME = { file: 1, data: 2, end: 3, report: 4, keys: 5, sign: 6 };

const SLICE = 1024 * 1024;
const SMALLEST_CLASS = 16 * 1024;
export const MOST_FILES = 64;
const MOST_CHARACTERS = 1_000_000;
const LARGEST_REPORT = 4 * 1024 * 1024;

/** Pieces of ciphertext are handed to a Blob at this size: a browser may then move them out of memory. */
const PIECE = 4 * 1024 * 1024;

/** What was asked cannot be sealed; `code` names the words on the page that say why. */
export class Refused extends Error {
  /** @param {string} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/**
 * @typedef {{v: 2, does: "report" | "addition" | "consent" | "withdrawal" | "return" | "certificate", language: string, sealed: "browser", role: string, safe: string,
 *   early: {held: string, minor: string, sexual: string}, text: string, when: string, where: string, hurt: string, doers: string, contact: string,
 *   consent: {keep: string, contact: string, count: string}}} Report
 * @typedef {{name: string, type: string, size: number, slice: (from: number, to: number) => Blob}} Source  a File
 * @typedef {import("./receipt.js").Keys} Keys
 */

/**
 * A report in which nothing is told yet: §3.
 * @param {string} language
 * @returns {Report}
 */
export const silent = (language) => ({
  v: 2,
  does: "report",
  language,
  sealed: "browser",
  role: "",
  safe: "",
  early: { held: "", minor: "", sexual: "" },
  text: "",
  when: "",
  where: "",
  hurt: "",
  doers: "",
  contact: "",
  consent: { keep: "yes", contact: "no", count: "no" },
});

/**
 * §4.1: the size class that `length` is raised to: 16 KiB, above that m · 2^k with m in 4, 5, 6, 7.
 * @param {number} length
 * @returns {number}
 */
export function sizeClass(length) {
  if (length <= SMALLEST_CLASS) return SMALLEST_CLASS;
  let step = SMALLEST_CLASS / 4;
  while (step * 8 < length) step *= 2;
  return Math.ceil(length / step) * step;
}

/**
 * Refuses what no courier would take, before anything is sealed: §2.6, §3.1, §3.2.
 * @param {Report} report
 * @param {Source[]} files
 */
export function check(report, files) {
  const tells = report.does === "report" || report.does === "addition";
  const calls = Object.values(report.early).includes("yes");
  if (tells && !calls && !report.text.trim() && !files.length) throw new Refused("empty");
  if (!tells && files.length) throw new Refused("no-files");
  if ((report.consent.keep === "no") !== (report.does === "withdrawal")) throw new Refused("consent");
  if (files.length > MOST_FILES) throw new Refused("files");
  const said = [report.text, report.when, report.where, report.hurt, report.doers, report.contact];
  if (said.reduce((sum, words) => sum + [...words].length, 0) > MOST_CHARACTERS) throw new Refused("text");
  if (canonical(report).length > LARGEST_REPORT) throw new Refused("text");
}

/**
 * The container of §2, piece by piece, padded to its size class.
 * @param {Report} report
 * @param {Source[]} files
 * @param {Keys} keys
 * @param {Uint8Array} register  32 bytes
 * @param {(bytes: number) => void} read  told how many bytes of files were read
 * @returns {AsyncGenerator<Uint8Array>}
 */
export async function* container(report, files, keys, register, read = () => {}) {
  const payload = sha256.create();
  let length = 0;
  const count = (/** @type {Uint8Array} */ bytes) => {
    length += bytes.length;
    return bytes;
  };
  const digested = (/** @type {Uint8Array} */ bytes) => {
    payload.update(bytes);
    return count(bytes);
  };
  yield digested(MAGIC);
  for (const file of files) for await (const bytes of fileFrames(file, read)) yield digested(bytes);
  yield digested(frame(FRAME.report, canonical(report)));
  yield digested(frame(FRAME.keys, canonical(publicKeys(keys))));
  // §2.3, §2.4: P over everything so far; the register's id keeps a report from being filed in another register.
  yield count(frame(FRAME.sign, keys.sign(join(SIGNED, register, payload.digest()))));
  yield* padding(sizeClass(length) - length);
}

/**
 * @param {Source} file
 * @param {(bytes: number) => void} read
 */
export async function* fileFrames(file, read) {
  const digest = sha256.create();
  yield frame(FRAME.file, canonical({ name: cut(file.name, 255), type: cut(file.type, 127) }));
  for (let at = 0; at < file.size; at += SLICE) {
    const slice = await bytesOf(file.slice(at, Math.min(at + SLICE, file.size)));
    digest.update(slice);
    yield frame(FRAME.data, slice);
    read(slice.length);
  }
  yield frame(FRAME.end, join(digest.digest(), bigEndian(file.size, 8)));
}

/**
 * A file may vanish or change under our hands: then nothing is sent, and the page says which way to go.
 * @param {Blob} slice
 */
async function bytesOf(slice) {
  try {
    return new Uint8Array(await slice.arrayBuffer());
  } catch {
    throw new Refused("file");
  }
}

/** @param {Keys} keys */
const publicKeys = (keys) => ({
  ed25519: base64(keys.ed25519),
  mldsa44: base64(keys.mldsa44),
  reply: keys.reply,
  mailbox: keys.mailbox,
  verifier: keys.verifier,
});

/**
 * @param {number} type
 * @param {Uint8Array} body
 */
export const frame = (type, body) => join(Uint8Array.of(type), bigEndian(body.length, 4), body);

/**
 * @param {string} words
 * @param {number} most  characters, not UTF-16 units
 */
const cut = (words, most) => [...wellFormed(words)].slice(0, most).join("");

/** @param {number} length */
export function* padding(length) {
  for (let left = length; left > 0; left -= SLICE) yield new Uint8Array(Math.min(SLICE, left));
}

/**
 * §1: one stanza, `mlkem768x25519`. A classic recipient beside it would void the post-quantum seal: refused.
 * @param {AsyncGenerator<Uint8Array>} plain
 * @param {string} recipient
 * @param {AbortSignal} [signal]
 * @returns {Promise<Blob>}
 */
export async function seal(plain, recipient, signal) {
  if (!recipient.startsWith("age1pq1")) throw new TypeError("an envelope is sealed to a post-quantum recipient");
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return gather(await encrypter.encrypt(streamOf(plain)), signal);
}

/** @param {AsyncGenerator<Uint8Array>} pieces */
function streamOf(pieces) {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
}

/**
 * @param {ReadableStream<Uint8Array>} sealed
 * @param {AbortSignal} [signal]
 */
async function gather(sealed, signal) {
  const blobs = [];
  let pieces = [];
  let held = 0;
  const reader = sealed.getReader();
  for (;;) {
    if (signal?.aborted) {
      await reader.cancel();
      signal.throwIfAborted();
    }
    const { done, value } = await reader.read();
    if (done) return new Blob([...blobs, ...pieces], { type: "application/octet-stream" });
    pieces.push(value);
    held += value.length;
    if (held < PIECE) continue;
    blobs.push(new Blob(pieces));
    pieces = [];
    held = 0;
  }
}
