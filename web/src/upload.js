/** Hands an envelope to the server. Only ciphertext and a random id pass through here. */

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

/** Larger envelopes are announced first: to be refused after an hour of sending is no answer. */
const ANNOUNCED = 1024 * 1024;

/** @type {Record<number, "large" | "full">} */
const REFUSALS = { 413: "large", 507: "full" };

/**
 * @param {number} size
 * @param {AbortSignal} signal
 */
async function announce(size, signal) {
  const answer = await fetch(`/room/${size}`, { credentials: "omit", signal }).catch((error) => {
    if (signal.aborted) throw new Stopped();
    throw new Unconfirmed("network", { cause: error });
  });
  if (!answer.ok) throw new Unconfirmed(REFUSALS[answer.status] ?? "refused");
}

/**
 * Resolves when the server has confirmed that it keeps the envelope, and never before.
 * @param {Blob} envelope
 * @param {string} id  32 hexadecimal digits; the same id and the same bytes are kept once
 * @param {{signal: AbortSignal, sent: (done: number) => void}} options
 * @returns {Promise<void>}
 */
export async function upload(envelope, id, { signal, sent }) {
  if (envelope.size > ANNOUNCED) await announce(envelope.size, signal);
  return new Promise((resolve, reject) => {
    // fetch tells nothing of its progress; a video over Tor takes many minutes.
    const request = new XMLHttpRequest();
    request.open("POST", "/envelopes");
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("Kniha-Envelope", id);
    request.upload.onprogress = ({ loaded }) => sent(loaded / envelope.size);
    request.onload = () => {
      if (request.status === 201) resolve();
      else reject(new Unconfirmed(REFUSALS[request.status] ?? "refused"));
    };
    request.onerror = () => reject(new Unconfirmed("network"));
    request.onabort = () => reject(new Stopped());
    if (signal.aborted) return reject(new Stopped());
    signal.addEventListener("abort", () => request.abort());
    request.send(envelope);
  });
}
