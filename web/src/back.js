/**
 * The page for those who have twelve words: more is told, answers are changed, all is withdrawn, or that is taken back.
 * Sealed here and filed like any letter; the words never leave the page. It fails closed, as the letter does.
 */

import { fromHex, hex } from "./bytes.js";
import { check, container, Refused, seal } from "./envelope.js";
import { leaveQuickly } from "./leave.js";
import { derive } from "./receipt.js";
import { Stopped, Unconfirmed, upload } from "./upload.js";
import { readWords, WordsError } from "./words.js";

const form = /** @type {HTMLFormElement} */ (document.getElementById("letter"));
const at = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const { register = "", recipient = "", limit = "0", be = "", ru = "", en = "" } = form.dataset;

/** Fetched as the page opens, so that the lists' arrival does not tell when somebody sends. */
const lists = Promise.all(
  [be, ru, en].map(async (address) => {
    const answer = await fetch(address, { credentials: "omit" });
    const lines = (await answer.text()).trim().split("\n");
    if (!answer.ok || lines.length !== 2048) throw new Error("a word list did not arrive whole");
    return lines;
  }),
);
lists.catch(() => {});

/**
 * The same id when the same envelope is sent again: a lost answer must not file it twice.
 * @type {{blob: Blob, id: string} | null}
 */
let sealed = null;
/** @type {AbortController | null} */
let work = null;

/** @param {"letter" | "working" | "done"} name */
function show(name) {
  for (const part of ["letter", "working", "done"]) at(part).hidden = part !== name;
  window.scrollTo(0, 0);
  at(name).focus({ preventScroll: true });
}

/**
 * Show of the lines with this mark the one that has this value, and hide the others.
 * @param {ParentNode} within
 * @param {"error" | "step" | "does"} mark
 * @param {string} value
 */
function only(within, mark, value) {
  for (const line of within.querySelectorAll(`[data-${mark}]`)) {
    /** @type {HTMLElement} */ (line).hidden = /** @type {HTMLElement} */ (line).dataset[mark] !== value;
  }
}

/** @param {unknown} error */
function complain(error) {
  at("working").hidden = true;
  form.hidden = false;
  only(form, "error", codeOf(error));
  for (const place of form.querySelectorAll("[data-place]")) place.textContent = String(error instanceof WordsError ? (error.place ?? "") : "");
  at("errors").hidden = false;
  at("errors").focus();
}

/** @param {unknown} error */
function codeOf(error) {
  if (error instanceof Stopped || (error instanceof DOMException && error.name === "AbortError")) return "stopped";
  if (error instanceof Refused || error instanceof Unconfirmed || error instanceof WordsError) return error.code;
  return "sealing";
}

/** @returns {import("./envelope.js").Report} */
function report() {
  const said = new FormData(form);
  const does = String(said.get("does") ?? "");
  if (does !== "addition" && does !== "consent" && does !== "withdrawal" && does !== "return" && does !== "certificate") throw new Refused("choice");
  const answer = (/** @type {string} */ name) => (said.get(name) === "yes" ? "yes" : "no");
  const consent = { keep: does === "withdrawal" ? "no" : "yes", contact: answer("reach"), count: answer("count") };
  const language = document.documentElement.lang;
  return { v: 1, does, language, sealed: "browser", text: String(said.get("text") ?? ""), when: "", where: "", contact: "", consent };
}

const chosen = () => Array.from(/** @type {HTMLInputElement} */ (form.elements.namedItem("files")).files ?? []);

/**
 * @param {string} step
 * @param {number} done  0 to 1
 */
function progress(step, done) {
  only(at("working"), "step", step);
  /** @type {HTMLProgressElement} */ (at("progress")).value = done;
}

/** @param {AbortSignal} signal */
async function sealBack(signal) {
  const entropy = readWords(/** @type {HTMLTextAreaElement} */ (at("words")).value, await lists);
  const said = report();
  const files = chosen();
  check(said, files);
  const total = files.reduce((sum, file) => sum + file.size, 0);
  if (total > Number(limit)) throw new Refused("large");
  let read = 0;
  const keys = derive(entropy, fromHex(register));
  const plain = container(said, files, keys, fromHex(register), (bytes) => progress("sealing", (read += bytes) / total));
  const blob = await seal(plain, recipient, signal);
  if (blob.size > Number(limit)) throw new Refused("large");
  return { blob, id: hex(crypto.getRandomValues(new Uint8Array(16))) };
}

function forget() {
  work?.abort(new Stopped());
  sealed = null;
  form.reset();
}

/** Something changed since the envelope was sealed: it is another one. */
form.addEventListener("input", () => {
  sealed = null;
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  at("errors").hidden = true;
  work = new AbortController();
  progress("sealing", 0);
  show("working");
  try {
    // A frame is drawn first: on a slow phone the keys take a second.
    await new Promise((next) => setTimeout(next, 50));
    sealed ??= await sealBack(work.signal);
    progress("sending", 0);
    await upload(sealed.blob, sealed.id, { signal: work.signal, sent: (done) => progress("sending", done) });
    only(at("done"), "does", String(new FormData(form).get("does")));
    sealed = null;
    form.reset();
    show("done");
  } catch (error) {
    complain(error);
  }
});

at("stop").addEventListener("click", () => work?.abort(new Stopped()));
// Only a person's own hand takes the other way.
at("other-way").addEventListener("click", () => form.submit());
leaveQuickly(/** @type {HTMLAnchorElement} */ (at("leave")), forget);
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
document.documentElement.dataset.seals = "browser";
