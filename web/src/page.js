/** The letter: the same form that works without JavaScript, sealed here instead of at the server. The receipt never leaves the page. */

import { fromHex } from "./bytes.js";
import { silent } from "./envelope.js";
import { derive, newEntropy, words } from "./receipt.js";
import { at, lists, sends } from "./sending.js";

const form = /** @type {HTMLFormElement} */ (at("letter"));
const { register = "", words: address = "" } = form.dataset;
const wordLists = lists([address]);

/** @returns {import("./envelope.js").Report} */
function report() {
  const said = new FormData(form);
  const field = (/** @type {string} */ name) => String(said.get(name) ?? "");
  const answer = (/** @type {string} */ name) => (said.get(name) === "yes" ? "yes" : "no");
  return {
    ...silent(document.documentElement.lang),
    text: field("text"),
    when: field("when"),
    where: field("where"),
    contact: field("contact"),
    consent: { keep: answer("keep"), contact: answer("reach"), count: answer("count") },
  };
}

/** @param {BeforeUnloadEvent} event */
const warn = (event) => event.preventDefault();

/** @param {string[]} receipt */
function showReceipt(receipt) {
  at("words").replaceChildren(
    ...receipt.map((word) => {
      const line = document.createElement("li");
      line.textContent = word;
      return line;
    }),
  );
  window.addEventListener("beforeunload", warn);
}

const forget = sends(form, "receipt", {
  make: async (sealed) => {
    const entropy = newEntropy();
    const [list] = await wordLists;
    const receipt = words(entropy, list);
    return { ...(await sealed(report(), () => derive(entropy, fromHex(register)))), receipt };
  },
  arrived: ({ receipt }) => showReceipt(receipt),
  forget: () => {
    window.removeEventListener("beforeunload", warn);
    at("words").replaceChildren();
  },
});

at("kept").addEventListener("change", (event) => {
  const kept = /** @type {HTMLInputElement} */ (event.target).checked;
  /** @type {HTMLButtonElement} */ (at("done")).disabled = !kept;
});
at("done").addEventListener("click", () => {
  forget();
  location.replace(/** @type {HTMLAnchorElement} */ (at("leave")).href);
});
