/**
 * A form that is sealed here and filed: how far it is, stopping it, what went wrong, and a second try that is the same envelope.
 *
 * It fails closed: whatever goes wrong, nothing is sent, and the page says so and names the other way. It never takes that way by itself.
 * All words come from the HTML; nothing is remembered.
 */

import { fromHex } from "./bytes.js";
import { check, container, Refused, seal } from "./envelope.js";
import { leaveQuickly } from "./leave.js";
import { newId, Stopped, Unconfirmed, upload } from "./upload.js";
import { WordsError } from "./words.js";

export const at = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @typedef {import("./upload.js").Sealed} Sealed */

/** @typedef {(made: Sealed, way: import("./upload.js").Way) => Promise<string | void>} Deliver  what the server signed, if there is one */

/** @typedef {(said: import("./envelope.js").Report, keys: () => import("./receipt.js").Keys) => Promise<Sealed>} Seal  with the form's files */

/**
 * Fetch lists of words as the page opens, so that their arrival does not tell when somebody sends.
 * @param {string[]} addresses
 * @returns {Promise<string[][]>}
 */
export function lists(addresses) {
  const found = Promise.all(
    addresses.map(async (address) => {
      const answer = await fetch(address, { credentials: "omit" });
      const lines = (await answer.text()).trim().split("\n");
      if (!answer.ok || lines.length !== 2048) throw new Error("a word list did not arrive whole");
      return lines;
    }),
  );
  found.catch(() => {});
  return found;
}

/**
 * Show of the lines with this mark the one that has this value, and hide the others.
 * @param {ParentNode} within
 * @param {"error" | "step" | "does" | "page"} mark
 * @param {string} value
 */
export function only(within, mark, value) {
  for (const line of /** @type {NodeListOf<HTMLElement>} */ (within.querySelectorAll(`[data-${mark}]`))) line.hidden = line.dataset[mark] !== value;
}

/** @param {unknown} error */
function codeOf(error) {
  if (error instanceof Stopped || (error instanceof DOMException && error.name === "AbortError")) return "stopped";
  if (error instanceof Refused || error instanceof Unconfirmed || error instanceof WordsError) return error.code;
  return "sealing";
}

/**
 * Show in `box` what was wrong.
 * @param {ParentNode} within
 * @param {HTMLElement} box
 * @param {unknown} error
 */
export function tell(within, box, error) {
  only(within, "error", codeOf(error));
  for (const place of within.querySelectorAll("[data-place]")) place.textContent = String(error instanceof WordsError ? (error.place ?? "") : "");
  box.hidden = false;
}

/**
 * @template {Sealed} Made
 * @param {HTMLFormElement} form
 * @param {string} last  id of the section that is shown when it has arrived
 * @param {object} steps
 * @param {(sealed: Seal) => Promise<Made>} steps.make
 * @param {(made: Made) => void} steps.arrived
 * @param {() => void} steps.forget  empties what the page shows beside the form
 * @param {Deliver} [steps.deliver]
 * @param {(code: string) => void} [steps.complained]  told what was wrong, before it is shown
 * @returns {() => void}  empties everything
 */
export function sends(form, last, { make, arrived, forget, deliver = upload, complained = () => {} }) {
  const { register = "", recipient = "", limit = "0" } = form.dataset;
  /** @type {Made | null} */
  let made = null;
  /** @type {AbortController | null} */
  let work = null;

  /** @param {string} name */
  function show(name) {
    for (const part of ["letter", "working", last]) at(part).hidden = part !== name;
    if (name === "letter") return;
    window.scrollTo(0, 0);
    at(name).focus({ preventScroll: true });
  }

  /**
   * @param {string} step  which words say what goes on
   * @param {number} done  0 to 1
   */
  function progress(step, done) {
    only(at("working"), "step", step);
    /** @type {HTMLProgressElement} */ (at("progress")).value = done;
  }

  /** @param {unknown} error */
  function complain(error) {
    show("letter");
    complained(codeOf(error));
    tell(form, at("errors"), error);
    at("errors").focus();
  }

  /** @type {(signal: AbortSignal) => Seal} */
  const sealed = (signal) => async (said, keys) => {
    const files = Array.from(/** @type {HTMLInputElement} */ (form.elements.namedItem("files")).files ?? []);
    check(said, files);
    const total = files.reduce((sum, file) => sum + file.size, 0);
    if (total > Number(limit)) throw new Refused("large");
    let read = 0;
    const plain = container(said, files, keys(), fromHex(register), (bytes) => progress("sealing", (read += bytes) / total));
    const blob = await seal(plain, recipient, signal);
    if (blob.size > Number(limit)) throw new Refused("large");
    return { blob, id: newId() };
  };

  /** @param {string | void} signed  that it arrived: shown, or forgotten */
  function acknowledge(signed) {
    const note = document.getElementById("note");
    if (!note) return;
    note.setAttribute("href", `data:text/plain,${encodeURIComponent(signed ?? "")}`);
    at("signed").hidden = !signed;
  }

  function empty() {
    work?.abort(new Stopped());
    acknowledge("");
    made = null;
    form.reset();
    forget();
  }

  /** Something changed since the envelope was sealed: it is another one. */
  form.addEventListener("input", () => {
    made = null;
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    at("errors").hidden = true;
    work = new AbortController();
    const { signal } = work;
    progress("sealing", 0);
    show("working");
    try {
      // A frame is drawn first: on a slow phone the keys take a second.
      await new Promise((next) => setTimeout(next, 50));
      made ??= await make(sealed(signal));
      const signed = await deliver(made, {
        signal,
        tried: (share) => progress("proving", share),
        sent: (share) => progress("sending", share),
        waits: () => only(at("working"), "step", "waiting"),
      });
      arrived(made);
      acknowledge(signed);
      made = null;
      form.reset();
      show(last);
    } catch (error) {
      complain(error);
    }
  });

  at("stop").addEventListener("click", () => work?.abort(new Stopped()));
  // Only a person's own hand takes the other way: the form is then sent as without JavaScript.
  document.getElementById("other-way")?.addEventListener("click", () => form.submit());
  leaveQuickly(empty);
  // A page taken from the browser's memory must not show what was written in it.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  document.documentElement.dataset.seals = "browser";
  return empty;
}
