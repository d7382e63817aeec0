// Looks among the incidents of one month, in a small file of its own. Without it the page is an index to read.
"use strict";
const form = document.querySelector("#search");
const found = document.querySelector("#found");
const words = found.dataset;
const MOST = 200;
const named = (name, code) => form.elements[name].querySelector(`option[value="${CSS.escape(code)}"]`)?.textContent ?? code;
function row([number, when, place, kinds]) {
  const line = document.createElement("tr");
  const link = document.createElement("a");
  link.href = `incidents/${number.slice(0, 2)}.html#${number}`;
  link.textContent = number;
  const cells = [link, when, place ? named("place", place) : "", kinds.map((kind) => named("kind", kind)).join("; ")];
  for (const cell of cells) {
    const box = document.createElement("td");
    box.append(cell);
    line.append(box);
  }
  return line;
}
form.hidden = false;
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const asked = Object.fromEntries(new FormData(form));
  const status = document.querySelector("#status");
  try {
    const answer = await fetch(`../find/${asked.month}.json`);
    const rows = (await answer.json()).filter(([, , place, kinds, forces]) =>
      (!asked.place || place === asked.place) && (!asked.kind || kinds.includes(asked.kind)) && (!asked.force || forces.includes(asked.force)));
    found.querySelector("tbody").replaceChildren(...rows.slice(0, MOST).map(row));
    found.hidden = rows.length === 0;
    status.textContent = `${words.found}: ${rows.length}`;
  } catch {
    status.textContent = words.failed;
  }
});
