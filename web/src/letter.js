/** The letter: the same form that works without JavaScript, a question a page, sealed here. The receipt never leaves the page. */

import { fromHex, hex } from "./bytes.js";
import { silent } from "./envelope.js";
import { pages } from "./pages.js";
import { derive, digits, newEntropy, words } from "./receipt.js";
import { at, sends, tell } from "./sending.js";
import { readWords, WordsError } from "./words.js";

const form = /** @type {HTMLFormElement} */ (at("letter"));
const again = /** @type {HTMLFormElement} */ (at("again"));
const typed = /** @type {HTMLTextAreaElement} */ (at("typed"));
const { register = "", fault = "" } = form.dataset;

/** On which page somebody can mend what was wrong; everything else is said where they are. */
const MENDED = new Map([["consent", "use"], ["empty", "story"], ["text", "story"], ["files", "files"], ["file", "files"], ["large", "files"], ["full", "files"]]);

/** @returns {import("./envelope.js").Report} */
function report() {
  const said = new FormData(form);
  const field = (/** @type {string} */ name) => String(said.get(name) ?? "");
  const answer = (/** @type {string} */ name) => (said.get(name) === "yes" ? "yes" : "no");
  return {
    ...silent(document.documentElement.lang),
    role: field("role"),
    safe: field("safe"),
    early: { held: field("held"), minor: field("minor"), sexual: field("sexual") },
    text: field("text"),
    when: field("when"),
    where: field("where"),
    hurt: field("hurt"),
    doers: field("doers"),
    contact: field("contact"),
    consent: { keep: answer("keep"), contact: answer("reach"), count: answer("count") },
  };
}

/** @param {BeforeUnloadEvent} event */
const warn = (event) => event.preventDefault();

/**
 * @param {Promise<string[][]>} lists  of words, in the language of the page
 * @param {import("./sending.js").Deliver} [deliver]  what is done with the sealed letter; else it is sent to the server that gave the page
 */
export function letter(lists, deliver) {
  const turned = pages(form);
  if (fault) turned.to(MENDED.get(fault) ?? "send");

  // What was written is nowhere else: the browser asks before it throws that away.
  form.addEventListener("input", () => window.addEventListener("beforeunload", warn));
  document.getElementById("other-way")?.addEventListener("click", () => window.removeEventListener("beforeunload", warn));
  // Enter turns the page; what is sent is sent from the last.
  form.addEventListener("submit", (event) => {
    if (turned.atEnd()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    turned.on();
  });

  let secret = "";

  /**
   * @param {string[]} receipt
   * @param {Uint8Array} entropy
   */
  function showReceipt(receipt, entropy) {
    secret = hex(entropy);
    at("words").replaceChildren(
      ...receipt.map((word) => {
        const line = document.createElement("li");
        line.textContent = word;
        return line;
      }),
    );
    at("digits").textContent = digits(entropy).join(" ");
    window.addEventListener("beforeunload", warn);
  }

  const forget = sends(form, "receipt", {
    make: async (sealed) => {
      const entropy = newEntropy();
      const [list] = await lists;
      const receipt = words(entropy, list);
      return { ...(await sealed(report(), () => derive(entropy, fromHex(register)))), receipt, entropy };
    },
    arrived: ({ receipt, entropy }) => showReceipt(receipt, entropy),
    deliver,
    forget: () => {
      window.removeEventListener("beforeunload", warn);
      secret = "";
      again.reset();
      at("words").replaceChildren();
      at("digits").replaceChildren();
    },
    complained: (code) => {
      const page = MENDED.get(code);
      if (page) turned.to(page);
    },
  });

  /** @param {boolean} shown  the words, or the field to type them into */
  function turnPaper(shown) {
    at("shown").hidden = !shown;
    again.hidden = shown;
    if (!shown) typed.focus();
  }

  at("written").addEventListener("click", () => turnPaper(false));
  at("look").addEventListener("click", () => turnPaper(true));
  again.addEventListener("submit", async (event) => {
    event.preventDefault();
    const box = /** @type {HTMLElement} */ (again.querySelector(".errors"));
    box.hidden = true;
    try {
      if (hex(readWords(typed.value, await lists)) !== secret) throw new WordsError("others");
    } catch (error) {
      tell(again, box, error);
      return;
    }
    again.hidden = true;
    at("right").hidden = false;
    at("right").focus();
    at("done").hidden = false;
  });
  at("done").addEventListener("click", () => {
    forget();
    location.replace(/** @type {HTMLAnchorElement} */ (at("leave")).href);
  });
}
