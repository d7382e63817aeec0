/**
 * The letter as one file without the site: nothing is loaded and nothing is sent. What is sealed is saved, and travels by any way.
 */

import { letter } from "./letter.js";
import { at } from "./sending.js";

const list = (at("list").textContent ?? "").trim().split("\n");

letter(Promise.resolve([list]), async ({ blob, id }) => {
  const link = /** @type {HTMLAnchorElement} */ (at("save"));
  link.href = URL.createObjectURL(blob);
  // The name tells nothing of what it is.
  link.download = `${id.slice(0, 12)}.age`;
  link.click();
});
