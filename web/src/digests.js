/** The digest of a file that is larger than memory should hold. */

import { sha256 } from "@noble/hashes/sha2.js";
import { hex } from "./bytes.js";

const PIECE = 1_048_576;

/**
 * SHA-256 in hexadecimal.
 * @param {Blob} blob
 */
export async function digestOf(blob) {
  const digest = sha256.create();
  for (let from = 0; from < blob.size; from += PIECE) digest.update(new Uint8Array(await blob.slice(from, from + PIECE).arrayBuffer()));
  return hex(digest.digest());
}
