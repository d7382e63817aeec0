/**
 * Canonical JSON (RFC 8785) of the few values that a report holds: texts, the number of the version, objects of these.
 * Mirrors kniha.vocab.canonical; keys are ASCII.
 */

const utf8 = new TextEncoder();
const text = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * @param {unknown} value
 * @returns {Uint8Array}
 */
export const canonical = (value) => utf8.encode(write(value));

/**
 * Half of a surrogate pair has no bytes in UTF-8: a device may hand us such a file name. It becomes U+FFFD.
 * @param {string} words
 * @returns {string}
 */
export const wellFormed = (words) => text.decode(utf8.encode(words));

/**
 * @param {unknown} value
 * @returns {string}
 */
function write(value) {
  if (typeof value === "string") return JSON.stringify(wellFormed(value));
  if (typeof value === "number" && Number.isSafeInteger(value)) return String(value);
  if (value && Object.getPrototypeOf(value) === Object.prototype) {
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([key, inner]) => `${JSON.stringify(key)}:${write(inner)}`).join(",")}}`;
  }
  throw new TypeError("a report holds texts, small numbers and objects of these");
}
