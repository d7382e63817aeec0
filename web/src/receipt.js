/**
 * The receipt (docs/spec/receipt.md): 16 random bytes, written as 12 words, from which every key of a reporter follows.
 * It stays in the page: nothing here sends, stores or logs.
 */

import { ed25519 } from "@noble/curves/ed25519.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { MLKEM768X25519 } from "@noble/post-quantum/hybrid.js";
import { ml_dsa44 } from "@noble/post-quantum/ml-dsa.js";
import { bech32 } from "@scure/base";
import { hex, join } from "./bytes.js";

const ENTROPY = 16;
const WORDS = 12;
const BITS = 11;

/**
 * @typedef {object} Keys
 * @property {(message: Uint8Array) => Uint8Array} sign  Ed25519 (64 bytes) ‖ ML-DSA-44 (2,420 bytes)
 * @property {Uint8Array} ed25519  public key, 32 bytes
 * @property {Uint8Array} mldsa44  public key, 1,312 bytes
 * @property {string} reply  the recipient that replies are sealed to, `age1pq1…`
 * @property {string} mailbox  64 hexadecimal digits
 * @property {string} verifier  SHA-256 of the mailbox's secret, 64 hexadecimal digits
 */

/** @returns {Uint8Array} 16 bytes from the system's random source: §1.1 */
export const newEntropy = () => crypto.getRandomValues(new Uint8Array(ENTROPY));

/**
 * §1.2 to §1.4.
 * @param {Uint8Array} entropy
 * @param {string[]} list  2,048 words
 * @returns {string[]} 12 words
 */
export function words(entropy, list) {
  if (entropy.length !== ENTROPY || list.length !== 2 ** BITS) throw new RangeError("a receipt is 16 bytes over a list of 2,048 words");
  // The check bits are the upper half of the seventeenth byte: 128 + 4 bits are 12 numbers of 11.
  const bits = join(entropy, sha256(entropy).subarray(0, 1));
  return Array.from({ length: WORDS }, (_, place) => list[number(bits, place * BITS)]);
}

/**
 * §1.5: the same numbers as four digits each.
 * @param {Uint8Array} entropy
 */
export const digits = (entropy) => words(entropy, Array.from({ length: 2 ** BITS }, (_, number) => String(number).padStart(4, "0")));

/**
 * The 11 bits of `bytes` that begin at bit `first`, most significant first.
 * @param {Uint8Array} bytes
 * @param {number} first
 */
function number(bytes, first) {
  let value = 0;
  for (let bit = first; bit < first + BITS; bit++) value = value * 2 + ((bytes[bit >> 3] >> (7 - (bit & 7))) & 1);
  return value;
}

/**
 * §3: another register gives unrelated keys, so that a hostile one learns nothing that works elsewhere.
 * @param {Uint8Array} entropy
 * @param {Uint8Array} register  32 bytes
 * @returns {Keys}
 */
export function derive(entropy, register) {
  const use = uses(entropy, register);
  const classic = use("sign-ed25519");
  const quantum = ml_dsa44.keygen(use("sign-mldsa44"));
  return {
    sign: (message) => join(ed25519.sign(message, classic), ml_dsa44.sign(message, quantum.secretKey)),
    ed25519: ed25519.getPublicKey(classic),
    mldsa44: quantum.publicKey,
    reply: bech32.encode("age1pq", bech32.toWords(MLKEM768X25519.getPublicKey(use("reply-identity"))), false),
    mailbox: hex(use("mailbox-id")),
    verifier: hex(sha256(use("mailbox-secret"))),
  };
}

/**
 * What opens the mailbox, and what is in it: the secret half of §3.
 * @param {Uint8Array} entropy
 * @param {Uint8Array} register  32 bytes
 * @returns {{mailbox: string, secret: string, identity: string}} hexadecimal twice, and an age identity
 */
export function mailboxKeys(entropy, register) {
  const use = uses(entropy, register);
  const identity = bech32.encode("age-secret-key-pq-", bech32.toWords(use("reply-identity")), false).toUpperCase();
  return { mailbox: hex(use("mailbox-id")), secret: hex(use("mailbox-secret")), identity };
}

/**
 * @param {Uint8Array} entropy
 * @param {Uint8Array} register
 * @returns {(name: string) => Uint8Array}
 */
function uses(entropy, register) {
  if (register.length !== 32) throw new RangeError("a register id is 32 bytes");
  return (name) => hkdf(sha256, entropy, register, new TextEncoder().encode(`kniha/v1/${name}`), 32);
}
