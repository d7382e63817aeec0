/** The page of answers: words are read, keys derived and replies opened here. The words never leave the page; it fails closed. */

import { Decrypter } from "age-encryption";
import { fromHex } from "./bytes.js";
import { leaveQuickly } from "./leave.js";
import { mailboxKeys } from "./receipt.js";
import { readWords, WordsError } from "./words.js";

const form = /** @type {HTMLFormElement} */ (document.getElementById("letter"));
const at = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const typed = /** @type {HTMLTextAreaElement} */ (at("words"));
const { register = "", be = "", ru = "", en = "" } = form.dataset;

/** The mailbox did not answer. */
class Unanswered extends Error {}

/** @param {string} address */
async function list(address) {
  const answer = await asked(address);
  return (await answer.text()).trim().split("\n");
}

/**
 * @param {string} address
 * @param {RequestInit} [options]
 */
async function asked(address, options) {
  const answer = await fetch(address, { credentials: "omit", ...options }).catch(() => null);
  if (!answer?.ok) throw new Unanswered();
  return answer;
}

/** @returns {Promise<string[]>} the opened replies; an empty one stands for one that does not open */
async function replies() {
  const entropy = readWords(typed.value, await Promise.all([be, ru, en].map(list)));
  const { mailbox, secret, identity } = mailboxKeys(entropy, fromHex(register));
  const answer = await asked("/mailbox", { method: "POST", body: JSON.stringify({ mailbox, secret }) });
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  const { replies: sealed } = await answer.json();
  return Promise.all(sealed.map((/** @type {string} */ reply) => opened(decrypter, reply)));
}

/**
 * @param {Decrypter} decrypter
 * @param {string} sealed  base64
 */
async function opened(decrypter, sealed) {
  try {
    const plain = await decrypter.decrypt(Uint8Array.from(atob(sealed), (byte) => byte.charCodeAt(0)));
    return new TextDecoder("utf-8", { fatal: true }).decode(plain.subarray(0, plain.findLastIndex((byte) => byte !== 0) + 1));
  } catch {
    return "";
  }
}

/** @param {string} day */
function line(day) {
  const item = document.createElement("li");
  item.textContent = day;
  return item;
}

/** @param {string} text */
function quoted(text) {
  const quote = document.createElement("blockquote");
  quote.className = "reply";
  quote.textContent = text;
  return quote;
}

/**
 * What a reply states for programs: courier.md §1.4.
 * @param {string} text
 * @returns {{format?: unknown, day?: unknown}}
 */
function stated(text) {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

/**
 * The day on which what was sent was filed, where a reply tells in this format that it arrived, or that it was read; else nothing.
 * @param {string} text
 * @param {string} told
 */
function dayOf(text, told) {
  const { format, day } = stated(text);
  return format === told && /^\d{4}-\d\d-\d\d$/.test(String(day)) ? String(day) : "";
}

/**
 * Show the days that replies tell in this format; return the other replies.
 * @param {string[]} texts
 * @param {string} told
 * @param {{box: string, list: string}} places
 */
function showDays(texts, told, { box, list }) {
  const days = texts.map((text) => dayOf(text, told)).filter(Boolean).sort();
  at(list).replaceChildren(...days.map(line));
  at(box).hidden = days.length === 0;
  return texts.filter((text) => !dayOf(text, told));
}

/**
 * The words of the page with a link by which the file is saved: it is made here, and lies nowhere until then.
 * @param {string} text
 */
function certificate(text) {
  const shown = /** @type {HTMLElement} */ (at("certificate").cloneNode(true));
  shown.removeAttribute("id");
  shown.classList.add("reply");
  shown.hidden = false;
  const link = /** @type {HTMLAnchorElement} */ (shown.querySelector("a"));
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  return shown;
}

/** @param {string[]} texts */
function show(texts) {
  for (const old of at("answers").querySelectorAll(".reply")) old.remove();
  texts = showDays(texts, "kniha-arrival/v1", { box: "arrived", list: "arrivals" });
  texts = showDays(texts, "kniha-read/v1", { box: "were-read", list: "readings" });
  at("none").hidden = texts.length > 0;
  at("unreadable").hidden = !texts.includes("");
  for (const text of texts.filter(Boolean)) at("answers").append(stated(text).format === "kniha-certificate/v1" ? certificate(text) : quoted(text));
  at("answers").hidden = false;
  at("answers").focus();
}

/** @param {unknown} error */
function complain(error) {
  const code = error instanceof WordsError ? error.code : error instanceof Unanswered ? "network" : "failed";
  for (const line of form.querySelectorAll("[data-error]")) {
    /** @type {HTMLElement} */ (line).hidden = /** @type {HTMLElement} */ (line).dataset.error !== code;
  }
  for (const place of form.querySelectorAll("[data-place]")) place.textContent = String(error instanceof WordsError ? (error.place ?? "") : "");
  at("errors").hidden = false;
  at("errors").focus();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  at("errors").hidden = true;
  at("answers").hidden = true;
  try {
    const texts = await replies();
    form.reset();
    show(texts);
  } catch (error) {
    complain(error);
  }
});
// Only a person's own hand takes the other way.
at("other-way").addEventListener("click", () => form.submit());
leaveQuickly(() => {
  form.reset();
  at("answers").replaceChildren();
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
document.documentElement.dataset.seals = "browser";
