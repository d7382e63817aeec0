/**
 * One question a page: the sections of the form, one after another. Without this they stand below each other, and it is the same form.
 *
 * The address never changes and nothing is added to the browser's history: nobody finds there how far somebody came.
 */

import { at, only } from "./sending.js";

const TOLD_TO_SPECIALISTS = new Set(["story", "hurt", "doers", "files"]);
const EARLY = ["held", "minor", "sexual"];

/** @typedef {{to: (name: string) => void, atEnd: () => boolean, on: () => void}} Pages */

/**
 * @param {HTMLFormElement} form
 * @returns {Pages}
 */
export function pages(form) {
  const sections = /** @type {HTMLElement[]} */ (Array.from(form.querySelectorAll("[data-page]")));
  const all = sections.map((section) => section.dataset.page ?? "");
  let here = all[0];

  const chosen = (/** @type {string} */ name) => new FormData(form).get(name);

  /** After a yes to an early question nothing is asked of what happened; what was written before that is kept, and can be seen. */
  function asked() {
    const early = EARLY.some((name) => chosen(name) === "yes");
    return all.filter((name) => !early || !TOLD_TO_SPECIALISTS.has(name) || told(sections[all.indexOf(name)]).length);
  }

  function draw() {
    const names = asked();
    only(form, "page", here);
    at("page-number").textContent = String(names.indexOf(here) + 1);
    at("page-count").textContent = String(names.length);
    at("turn-back").hidden = here === all[0];
    at("turn-on").hidden = here === all[all.length - 1];
    at("not-now").hidden = here !== all[0];
    notes();
    if (here === "send") summarize(sections, at("summary"), to);
  }

  /** What is said after an answer. */
  function notes() {
    for (const note of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-when]"))) {
      note.hidden = !note.dataset.when?.split(" ").some((pair) => chosen(pair.split("=")[0]) === pair.split("=")[1]);
    }
  }

  /** @param {string} name */
  function to(name) {
    here = all.includes(name) ? name : here;
    draw();
    window.scrollTo(0, 0);
    /** @type {HTMLElement | null} */ (sections[all.indexOf(here)].querySelector("[tabindex]"))?.focus({ preventScroll: true });
  }

  /** @param {1 | -1} way */
  function turn(way) {
    const names = asked();
    at("errors").hidden = true;
    to(names[names.indexOf(here) + way] ?? here);
  }

  at("turn-back").addEventListener("click", () => turn(-1));
  at("turn-on").addEventListener("click", () => turn(1));
  form.addEventListener("change", notes);
  // The event comes before the form is empty; by then the page may have been left.
  form.addEventListener("reset", () => setTimeout(() => form.isConnected && to(all[0])));
  draw();
  return { to, atEnd: () => here === all[all.length - 1], on: () => turn(1) };
}

/**
 * What a section's controls say, in words.
 * @param {HTMLElement} section
 * @returns {string[]}
 */
function told(section) {
  /** @type {string[]} */
  const words = [];
  for (const control of /** @type {NodeListOf<HTMLInputElement>} */ (section.querySelectorAll("[name]"))) {
    const label = control.labels?.[0]?.firstChild?.textContent?.trim() ?? "";
    if (control.type === "file") words.push(...Array.from(control.files ?? [], (file) => file.name));
    else if (control.type !== "radio" && control.type !== "checkbox") words.push(control.value.trim());
    else if (control.checked) words.push(section.dataset.page === "early" ? `${control.closest("fieldset")?.querySelector("legend")?.textContent} ${label}` : label);
  }
  return words.filter(Boolean);
}

/**
 * All that was answered, each with a way back to it.
 * @param {HTMLElement[]} sections
 * @param {HTMLElement} list
 * @param {(name: string) => void} to
 */
function summarize(sections, list, to) {
  const { change = "", nothing = "" } = list.dataset;
  list.replaceChildren();
  for (const section of sections) {
    const { page = "" } = section.dataset;
    const words = told(section);
    if (page === "before" || page === "send" || (!words.length && page !== "use")) continue;
    const heading = section.querySelector("h2, legend")?.textContent?.trim() ?? "";
    const again = made("button", change);
    again.setAttribute("aria-label", `${change}: ${heading}`);
    again.className = "quiet";
    again.addEventListener("click", () => to(page));
    list.append(made("dt", heading), ...(words.length ? words : [nothing]).map((line) => made("dd", line)), inside("dd", again));
  }
}

/**
 * @param {"dt" | "dd" | "button"} tag
 * @param {string} words
 */
function made(tag, words) {
  const element = document.createElement(tag);
  if (element instanceof HTMLButtonElement) element.type = "button";
  element.textContent = words;
  return element;
}

/**
 * @param {"dd"} tag
 * @param {HTMLElement} child
 */
function inside(tag, child) {
  const element = document.createElement(tag);
  element.append(child);
  return element;
}
