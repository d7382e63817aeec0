/**
 * What a field form seals (docs/spec/fieldform.md §2, §3): an interview with its files, in frames as a report's, without a signature.
 * Nothing here touches the page.
 */

import { canonical } from "./canonical.js";
import { fileFrames, frame, MOST_FILES, padding, Refused, sizeClass } from "./envelope.js";

const MAGIC = new TextEncoder().encode("kniha/v1/interview\n");
const INTERVIEW = 7;
const LARGEST_INTERVIEW = 4 * 1024 * 1024;

/** The most characters of a text, by its key. */
const LONGEST = {
  plan: 5000,
  present: 2000,
  interpreter: 300,
  place: 300,
  breaks: 300,
  promised: 500,
  language: 8,
  text: 1_000_000,
  name: 300,
  contact: 500,
  giver: 20,
  zone: 64,
};
const NEEDED = /** @type {const} */ (["plan", "language", "giver", "zone", "began", "ended"]);

/**
 * @typedef {Record<string, any> & {consent: Record<string, string>, sounds: number, text: string, zone: string, began: string, ended: string}} Interview
 * @typedef {import("./envelope.js").Source} Source  a File
 */

/**
 * Refuses what no courier would take, before anything is sealed (§4.6); whatever else a rule of the register forbids is held there, not lost.
 * @param {Interview} interview
 * @param {Source[]} files  the first `interview.sounds` of them are sound of the interview
 * @param {number} now  the machine's clock, milliseconds since 1970
 */
export function checkInterview(interview, files, now) {
  if (interview.consent.keep !== "yes") throw new Refused("consent");
  if (NEEDED.some((key) => !interview[key].trim())) throw new Refused("needed");
  if (!interview.text.trim() && !files.length) throw new Refused("empty");
  if (interview.sounds && interview.recorded !== "yes") throw new Refused("sound");
  if (files.length > MOST_FILES) throw new Refused("files");
  for (const [key, most] of Object.entries(LONGEST)) if ([...interview[key]].length > most) throw new Refused("text");
  if (canonical(interview).length > LARGEST_INTERVIEW) throw new Refused("text");
  if (interview.began > interview.ended || instant(interview.ended, interview.zone) > now) throw new Refused("times");
}

/**
 * The instant of a moment by the clocks of a zone, in milliseconds since 1970. Around a change of clocks it may be off by the change.
 * @param {string} moment  YYYY-MM-DDTHH:MM
 * @param {string} zone  an IANA name
 */
export function instant(moment, zone) {
  const asUtc = Date.parse(`${moment}Z`);
  return asUtc - ahead(asUtc, zone);
}

/**
 * How far the clocks of `zone` are ahead of UTC at an instant, in milliseconds.
 * @param {number} at
 * @param {string} zone
 */
function ahead(at, zone) {
  const shown = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" };
  let parts;
  try {
    parts = new Intl.DateTimeFormat("en-US", { .../** @type {any} */ (shown), hourCycle: "h23", timeZone: zone }).formatToParts(at);
  } catch {
    throw new Refused("zone");
  }
  const part = (/** @type {string} */ type) => Number(parts.find((one) => one.type === type)?.value);
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute")) - at;
}

/**
 * The container of §2.2, piece by piece, padded to its size class.
 * @param {Interview} interview
 * @param {Source[]} files
 * @param {(bytes: number) => void} read  told how many bytes of files were read
 * @returns {AsyncGenerator<Uint8Array>}
 */
export async function* interviewContainer(interview, files, read = () => {}) {
  let length = 0;
  const count = (/** @type {Uint8Array} */ bytes) => {
    length += bytes.length;
    return bytes;
  };
  yield count(MAGIC);
  for (const file of files) for await (const bytes of fileFrames(file, read)) yield count(bytes);
  yield count(frame(INTERVIEW, canonical(interview)));
  yield* padding(sizeClass(length) - length);
}
