/**
 * The page: the same form that works without JavaScript, sealed here instead of at the server.
 *
 * It fails closed: whatever goes wrong, nothing is sent, and the page says so and names the other way. It never takes
 * that way by itself. All words come from the HTML; nothing is remembered, and the receipt never leaves the page.
 */

import { fromHex, hex } from "./bytes.js";
import { check, container, Refused, seal } from "./envelope.js";
import { leaveQuickly } from "./leave.js";
import { derive, newEntropy, words } from "./receipt.js";
import { Stopped, Unconfirmed, upload } from "./upload.js";

const form = /** @type {HTMLFormElement} */ (document.getElementById("letter"));
const at = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const { register = "", recipient = "", words: wordList = "", limit = "0" } = form.dataset;

/** Fetched as the page opens, so that the list's arrival does not tell when somebody sends. */
const list = fetch(wordList, { credentials: "omit" }).then(async (answer) => {
  const lines = (await answer.text()).trim().split("\n");
  if (!answer.ok || lines.length !== 2048) throw new Error("the word list did not arrive whole");
  return lines;
});
list.catch(() => {});

/**
 * The same id when the same envelope is sent again: a lost answer must not file a report twice.
 * @type {{blob: Blob, id: string, receipt: string[]} | null}
 */
let sealed = null;
/** @type {AbortController | null} */
let work = null;

/** @param {"letter" | "working" | "receipt"} name */
function show(name) {
  for (const part of ["letter", "working", "receipt"]) at(part).hidden = part !== name;
  if (name === "letter") return;
  window.scrollTo(0, 0);
  at(name).focus({ preventScroll: true });
}

/** @param {string} code */
function complain(code) {
  show("letter");
  for (const line of form.querySelectorAll("[data-error]")) {
    /** @type {HTMLElement} */ (line).hidden = /** @type {HTMLElement} */ (line).dataset.error !== code;
  }
  at("errors").hidden = false;
  at("errors").focus();
}

/** @returns {import("./envelope.js").Report} */
function report() {
  const said = new FormData(form);
  const field = (/** @type {string} */ name) => String(said.get(name) ?? "");
  const answer = (/** @type {string} */ name) => (said.get(name) === "yes" ? "yes" : "no");
  return {
    v: 1,
    does: "report",
    language: document.documentElement.lang,
    sealed: "browser",
    text: field("text"),
    when: field("when"),
    where: field("where"),
    contact: field("contact"),
    consent: { keep: answer("keep"), contact: answer("reach"), count: answer("count") },
  };
}

const chosen = () => Array.from(/** @type {HTMLInputElement} */ (form.elements.namedItem("files")).files ?? []);

/**
 * @param {string} step  id of the words that say what goes on
 * @param {number} done  0 to 1
 */
function progress(step, done) {
  for (const line of at("working").querySelectorAll("[data-step]")) {
    /** @type {HTMLElement} */ (line).hidden = /** @type {HTMLElement} */ (line).dataset.step !== step;
  }
  /** @type {HTMLProgressElement} */ (at("progress")).value = done;
}

/** @param {AbortSignal} signal */
async function sealReport(signal) {
  const said = report();
  const files = chosen();
  check(said, files);
  const total = files.reduce((sum, file) => sum + file.size, 0);
  if (total > Number(limit)) throw new Refused("large");
  const entropy = newEntropy();
  const receipt = words(entropy, await list);
  const keys = derive(entropy, fromHex(register));
  let read = 0;
  const plain = container(said, files, keys, fromHex(register), (bytes) => progress("sealing", (read += bytes) / total));
  const blob = await seal(plain, recipient, signal);
  if (blob.size > Number(limit)) throw new Refused("large");
  return { blob, receipt, id: hex(crypto.getRandomValues(new Uint8Array(16))) };
}

/** @param {string[]} receipt */
function showReceipt(receipt) {
  at("words").replaceChildren(
    ...receipt.map((word) => {
      const line = document.createElement("li");
      line.textContent = word;
      return line;
    }),
  );
  form.reset();
  window.addEventListener("beforeunload", warn);
  show("receipt");
}

/** @param {BeforeUnloadEvent} event */
const warn = (event) => event.preventDefault();

function forget() {
  window.removeEventListener("beforeunload", warn);
  work?.abort(new Stopped());
  sealed = null;
  form.reset();
  at("words").replaceChildren();
}

/** Something changed since the envelope was sealed: it is another report. */
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
    sealed ??= await sealReport(work.signal);
    progress("sending", 0);
    await upload(sealed.blob, sealed.id, { signal: work.signal, sent: (done) => progress("sending", done) });
    const { receipt } = sealed;
    sealed = null;
    showReceipt(receipt);
  } catch (error) {
    complain(codeOf(error));
  }
});

/** @param {unknown} error */
function codeOf(error) {
  if (error instanceof Stopped || (error instanceof DOMException && error.name === "AbortError")) return "stopped";
  if (error instanceof Refused) return error.code;
  if (error instanceof Unconfirmed) return error.code;
  return "sealing";
}

at("stop").addEventListener("click", () => work?.abort(new Stopped()));
// Only a person's own hand takes the other way: the form is then sent as without JavaScript.
at("other-way").addEventListener("click", () => form.submit());
at("kept").addEventListener("change", (event) => {
  const kept = /** @type {HTMLInputElement} */ (event.target).checked;
  /** @type {HTMLButtonElement} */ (at("done")).disabled = !kept;
});
at("done").addEventListener("click", () => {
  forget();
  location.replace(/** @type {HTMLAnchorElement} */ (at("leave")).href);
});
leaveQuickly(/** @type {HTMLAnchorElement} */ (at("leave")), forget);

// A page taken from the browser's memory must not show what was written in it.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
document.documentElement.dataset.seals = "browser";
