/**
 * The page for those who have twelve words: more is told, answers are changed, all is withdrawn, that is taken back, the proof is asked for.
 * Sealed here and filed like any letter; the words never leave the page.
 */

import { fromHex } from "./bytes.js";
import { Refused, silent } from "./envelope.js";
import { derive } from "./receipt.js";
import { at, lists, only, sends } from "./sending.js";
import { readWords } from "./words.js";

const form = /** @type {HTMLFormElement} */ (at("letter"));
const { register = "", be = "", ru = "", en = "" } = form.dataset;
const wordLists = lists([be, ru, en]);
const CHOICES = /** @type {const} */ (["addition", "consent", "withdrawal", "return", "certificate"]);

/** @returns {import("./envelope.js").Report} */
function report() {
  const said = new FormData(form);
  const does = CHOICES.find((choice) => choice === said.get("does"));
  if (!does) throw new Refused("choice");
  const answer = (/** @type {string} */ name) => (said.get(name) === "yes" ? "yes" : "no");
  const consent = { keep: does === "withdrawal" ? "no" : "yes", contact: answer("reach"), count: answer("count") };
  return { ...silent(document.documentElement.lang), does, text: String(said.get("text") ?? ""), consent };
}

sends(form, "done", {
  make: async (sealed) => {
    const entropy = readWords(/** @type {HTMLTextAreaElement} */ (at("words")).value, await wordLists);
    const said = report();
    return { ...(await sealed(said, () => derive(entropy, fromHex(register)))), does: said.does };
  },
  arrived: ({ does }) => only(at("done"), "does", does),
  forget: () => {},
});
