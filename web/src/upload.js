/** Hands an envelope to the server, after the work that it asks for. Only ciphertext and a random id pass through here. */

import { solve } from "./work.js";

/** The person stopped it. */
export class Stopped extends Error {}

/** The server did not confirm; `code` names the words on the page that say why. */
export class Unconfirmed extends Error {
  /**
   * @param {"network" | "refused" | "large" | "full"} code
   * @param {ErrorOptions} [options]
   */
  constructor(code, options) {
    super(code, options);
    this.code = code;
  }
}

/** What the server answers when the proof that was stated is none, or holds no more. */
const ASKED_TO_WORK = 428;

/** @type {Record<number, "large" | "full">} */
const REFUSALS = { 413: "large", 507: "full" };

/**
 * The proof for an envelope of this size; to be refused after an hour of sending would be no answer, so room for it is asked for as well.
 * @param {number} size
 * @param {{signal: AbortSignal, tried: (share: number) => void}} way
 */
async function prove(size, { signal, tried }) {
  try {
    const answer = await fetch(`/task/${size}`, { credentials: "omit", signal });
    if (!answer.ok) throw new Unconfirmed(REFUSALS[answer.status] ?? "refused");
    return await solve((await answer.json()).task, { signal, tried });
  } catch (error) {
    if (signal.aborted) throw new Stopped();
    throw error instanceof Unconfirmed ? error : new Unconfirmed("network", { cause: error });
  }
}

/**
 * Resolves when the server has confirmed that it keeps the envelope, and never before: to what it signed of that, or to nothing.
 * @param {Blob} envelope
 * @param {string} id  32 hexadecimal digits; the same id and the same bytes are kept once
 * @param {{signal: AbortSignal, tried: (share: number) => void, sent: (share: number) => void}} way  how far the work is, and the sending
 * @returns {Promise<string>}
 */
export async function upload(envelope, id, way) {
  for (const last of [false, true]) {
    const { status, responseText } = await send(envelope, id, await prove(envelope.size, way), way);
    if (status === 201) return JSON.parse(responseText).acknowledgement;
    // A server that was started anew knows its tasks no more.
    if (status !== ASKED_TO_WORK || last) throw new Unconfirmed(REFUSALS[status] ?? "refused");
  }
}

/**
 * Resolves to the request with its answer.
 * @param {Blob} envelope
 * @param {string} id
 * @param {string} proof
 * @param {{signal: AbortSignal, sent: (share: number) => void}} way
 * @returns {Promise<XMLHttpRequest>}
 */
function send(envelope, id, proof, { signal, sent }) {
  return new Promise((resolve, reject) => {
    // fetch tells nothing of its progress; a video over Tor takes many minutes.
    const request = new XMLHttpRequest();
    request.open("POST", "/envelopes");
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("Kniha-Envelope", id);
    request.setRequestHeader("Kniha-Work", proof);
    request.upload.onprogress = ({ loaded }) => sent(loaded / envelope.size);
    request.onload = () => resolve(request);
    request.onerror = () => reject(new Unconfirmed("network"));
    request.onabort = () => reject(new Stopped());
    if (signal.aborted) return reject(new Stopped());
    signal.addEventListener("abort", () => request.abort());
    request.send(envelope);
  });
}
