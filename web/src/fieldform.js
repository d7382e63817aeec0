/**
 * The field form (docs/spec/fieldform.md §1): an interview is written down, sealed on this machine, saved as one file, and wiped.
 *
 * It fails closed: whatever goes wrong, nothing is saved, and the page says so and keeps what was written. It asks no host for anything
 * and stores nothing. All words come from the HTML.
 */

import { digestOf } from "./digests.js";
import { Refused, seal, sizeClass } from "./envelope.js";
import { checkInterview, interviewContainer } from "./interview.js";

const at = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const form = /** @type {HTMLFormElement} */ (at("interview"));
const { register = "", recipient = "", token = "", limit = "0", good = "" } = form.dataset;

const SWITCHES = ["is_child", "is_sexual", "is_held", "is_trained", "interpreter_vetted", "recorded", "free_recall", "read_back"];
const TEXTS = ["giver", "plan", "present", "interpreter", "place", "breaks", "promised", "language", "zone", "began", "ended", "text"];
const SEALED = ["name", "contact"];
const CONSENT = "consent-";
const TIMES = 3;
const WITHIN = 2000;

const said = (/** @type {string} */ name) => String(new FormData(form).get(name) ?? "");
const yes = (/** @type {string} */ name) => (new FormData(form).has(name) ? "yes" : "no");

/** @returns {import("./interview.js").Interview} */
function interview() {
  const consents = Array.from(form.elements).map((one) => /** @type {HTMLSelectElement} */ (one)).filter((one) => one.name.startsWith(CONSENT));
  const texts = /** @type {any} */ (Object.fromEntries([...TEXTS, ...SEALED].map((name) => [name, said(name)])));
  return {
    ...texts,
    ...Object.fromEntries(SWITCHES.map((name) => [name, yes(name)])),
    v: 1,
    register,
    form: token,
    consent: Object.fromEntries(consents.map((one) => [one.name.slice(CONSENT.length), one.value])),
    sounds: chosen("sounds").length,
  };
}

/** @param {string} name */
const chosen = (name) => Array.from(/** @type {HTMLInputElement} */ (form.elements.namedItem(name)).files ?? []);

/** Without the consent to keep it, nothing goes on. */
function consented() {
  const kept = said(`${CONSENT}keep`) === "yes";
  /** @type {HTMLFieldSetElement} */ (at("rest")).disabled = !kept;
  at("stop").hidden = kept;
  const sounds = /** @type {HTMLInputElement} */ (form.elements.namedItem("sounds"));
  sounds.disabled = !kept || yes("recorded") !== "yes";
  if (sounds.disabled) sounds.value = "";
}

/** @param {string} code */
function complain(code) {
  at("working").hidden = true;
  form.hidden = false;
  for (const line of form.querySelectorAll("[data-error]")) {
    /** @type {HTMLElement} */ (line).hidden = /** @type {HTMLElement} */ (line).dataset.error !== code;
  }
  at("errors").hidden = false;
  at("errors").focus();
}

async function sealed() {
  const told = interview();
  const files = [...chosen("sounds"), ...chosen("files")];
  checkInterview(told, files, Date.now());
  const total = files.reduce((sum, file) => sum + file.size, 0);
  if (total > Number(limit)) throw new Refused("large");
  let read = 0;
  const progress = /** @type {HTMLProgressElement} */ (at("progress"));
  const plain = interviewContainer(told, files, (bytes) => (progress.value = (read += bytes) / total));
  const blob = await seal(plain, recipient);
  if (blob.size > Number(limit)) throw new Refused("large");
  // Against a seal that lost something on its way: an age file of this kind has one length for each size class.
  if (!plausible(blob.size)) throw new Error("the sealed file has a length that none can have");
  return blob;
}

/** @param {number} size */
function plausible(size) {
  const payload = size - 1627 - 16;
  const container = payload - 16 * Math.ceil(payload / (65_536 + 16));
  return container >= 16_384 && sizeClass(container) === container;
}

/**
 * The ciphertext is handed over; what was written is gone from the page before that.
 * @param {Blob} blob
 */
async function handOver(blob) {
  const digest = await digestOf(blob);
  const link = /** @type {HTMLAnchorElement} */ (at("save"));
  link.href = URL.createObjectURL(blob);
  wipe();
  // The name tells nothing of what it is.
  link.download = `${digest.slice(0, 12)}.age`;
  at("saved-name").textContent = link.download;
  at("digest").textContent = digest;
  at("working").hidden = true;
  at("done").hidden = false;
  at("done").focus();
  link.click();
  at("compare").addEventListener("change", async (event) => {
    const [file] = /** @type {HTMLInputElement} */ (event.target).files ?? [];
    const same = Boolean(file) && (await digestOf(file).catch(() => "")) === digest;
    at("same").hidden = !same;
    at("other").hidden = same;
    if (same) window.removeEventListener("beforeunload", warn);
  });
}

/** Takes what was written out of the page, fields and all. What the browser's memory keeps until it is closed no page can wipe. */
function wipe() {
  form.reset();
  form.replaceChildren();
  form.remove();
}

/** @param {BeforeUnloadEvent} event */
const warn = (event) => event.preventDefault();

function leave() {
  window.removeEventListener("beforeunload", warn);
  wipe();
  document.body.replaceChildren();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  at("errors").hidden = true;
  form.hidden = true;
  at("working").hidden = false;
  at("working").focus();
  try {
    // A frame is drawn first: on a slow machine the seal takes a second.
    await new Promise((next) => setTimeout(next, 50));
    await handOver(await sealed());
  } catch (error) {
    complain(error instanceof Refused ? error.code : "sealing");
  }
});
form.addEventListener("input", () => {
  window.addEventListener("beforeunload", warn);
  consented();
});
at("wipe").addEventListener("click", leave);
at("begin").addEventListener("click", () => {
  at("before").hidden = true;
  form.hidden = false;
  form.focus();
});

/** @type {number[]} */
let pressed = [];
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  pressed = [...pressed.filter((time) => event.timeStamp - time < WITHIN), event.timeStamp];
  if (pressed.length >= TIMES) leave();
});

// A page taken from the browser's memory must not show what was written in it.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
form.reset();
consented();
at("late").hidden = new Date().toISOString().slice(0, 10) <= good;
at("ready").hidden = false;
