/** Hands an envelope to the server, after the work that it asks for. Only ciphertext and a random id pass through here. */

import { hex } from "./bytes.js";
import { digestOf } from "./digests.js";
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

/** What it answers where what came before was not what was sent, or is gone: kept under another digest, no envelope, less than we say. */
const SPOILT = new Set([201, 400, 409]);

/** An envelope's id: nobody else knows it, and it tells nothing. */
export const newId = () => hex(crypto.getRandomValues(new Uint8Array(16)));

/** @type {Record<number, "large" | "full">} */
const REFUSALS = { 413: "large", 507: "full" };

/**
 * What the server says there.
 * @param {string} address
 * @param {{signal: AbortSignal}} way
 */
async function ask(address, { signal }) {
  try {
    const answer = await fetch(address, { credentials: "omit", signal });
    if (!answer.ok) throw new Unconfirmed(REFUSALS[answer.status] ?? "refused");
    return await answer.json();
  } catch (error) {
    if (signal.aborted) throw new Stopped();
    throw error instanceof Unconfirmed ? error : new Unconfirmed("network", { cause: error });
  }
}

/**
 * The proof for an envelope of this size; to be refused after an hour of sending would be no answer, so room for it is asked for as well.
 * @param {number} size
 * @param {Way} way
 */
const prove = async (size, way) => solve((await ask(`/task/${size}`, way)).task, way);

/** Seconds after which a line that broke is tried again; then a person decides. */
const PAUSES = [1, 2, 4, 8, 15, 30, 60, 60];
/** Milliseconds after which a line on which nothing moves is taken for broken: a mobile one often falls silent, and tells nobody. */
const SILENCE = 120_000;
/** Bytes from which on the server keeps what came of an envelope. */
const WORTH = 1_048_576;

/** @typedef {{signal: AbortSignal, tried: (share: number) => void, sent: (share: number) => void, waits: () => void}} Way  how far it is */

/** @typedef {{blob: Blob, id: string}} Sealed  the same id when the same envelope is sent again: a lost answer must not file it twice */

/** @type {WeakSet<Sealed>}  so that a person's second try goes on where the first ended */
const begun = new WeakSet();

/**
 * Resolves when the server has confirmed that it keeps the envelope, and never before: to what it signed of that, or to nothing.
 * A line that breaks is tried again, and what came is not sent twice.
 * @param {Sealed} sealed
 * @param {Way} way
 * @returns {Promise<string>}
 */
export async function upload(sealed, way) {
  for (let pause = 0; ; pause++) {
    try {
      return await goOn(sealed, way);
    } catch (error) {
      const broke = error instanceof Unconfirmed && error.code === "network" && sealed.blob.size > WORTH;
      if (!broke || pause === PAUSES.length) throw error;
      way.waits();
      await pausing(PAUSES[pause] ?? 0, way.signal);
    }
  }
}

/**
 * @param {number} seconds
 * @param {AbortSignal} signal
 */
function pausing(seconds, signal) {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(new Stopped()));
    setTimeout(resolve, 1000 * seconds);
  });
}

/**
 * Sends what did not come yet. What came in pieces is compared by its digest; a server that lost power may hold something else, and a day that is over
 * nothing: then all of it is sent under a new id.
 * @param {Sealed} sealed
 * @param {Way} way
 * @returns {Promise<string>}
 */
async function goOn(sealed, way) {
  const { blob, id } = sealed;
  const came = begun.has(sealed) ? (await ask(`/begun/${id}`, way)).came : 0;
  begun.add(sealed);
  for (const last of [false, true]) {
    const { status, responseText } = await send(sealed, came, await prove(blob.size, way), way);
    if (status === 201 && (!came || JSON.parse(responseText).digest === (await digestOf(blob)))) return JSON.parse(responseText).acknowledgement;
    if (came && SPOILT.has(status)) {
      sealed.id = newId();
      throw new Unconfirmed("network");
    }
    // A server that was started anew knows its tasks no more.
    if (status !== ASKED_TO_WORK || last) throw new Unconfirmed(REFUSALS[status] ?? "refused");
  }
  throw new Unconfirmed("refused");
}

/**
 * Resolves to the request with its answer.
 * @param {Sealed} sealed
 * @param {number} came  bytes that the server has
 * @param {string} proof
 * @param {Way} way
 * @returns {Promise<XMLHttpRequest>}
 */
function send({ blob, id }, came, proof, { signal, sent }) {
  return new Promise((resolve, reject) => {
    // fetch tells nothing of its progress; a video over Tor takes many minutes.
    const request = new XMLHttpRequest();
    request.open("POST", "/envelopes");
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("Kniha-Envelope", id);
    request.setRequestHeader("Kniha-From", String(came));
    request.setRequestHeader("Kniha-Work", proof);
    let silence = 0;
    const heard = () => {
      clearTimeout(silence);
      silence = setTimeout(() => request.abort(), SILENCE);
    };
    request.upload.onprogress = ({ loaded }) => {
      heard();
      sent((came + loaded) / blob.size);
    };
    request.onload = () => resolve(request);
    request.onerror = () => reject(new Unconfirmed("network"));
    request.onabort = () => reject(signal.aborted ? new Stopped() : new Unconfirmed("network"));
    request.onloadend = () => clearTimeout(silence);
    if (signal.aborted) return reject(new Stopped());
    signal.addEventListener("abort", () => request.abort());
    heard();
    request.send(blob.slice(came));
  });
}
