// Marking words of a statement with mouse or keyboard fills the rows of the form. Without this script one copies the words.
const words = document.getElementById("words");
const bar = document.getElementById("marking");
const form = document.getElementById("coding");
let marked = null;

if (words && form) {
  document.addEventListener("selectionchange", () => { marked = selected() ?? marked; if (bar) bar.hidden = !marked; });
  bar?.addEventListener("click", (event) => {
    const about = event.target.dataset.mark;
    if (about && marked) fill(about, marked);
  });
  if (!bar) document.addEventListener("mouseup", () => { if (selected()) fill("mention", selected()); });
}
if (form) {
  for (const button of form.querySelectorAll("button[name=more]")) {
    button.addEventListener("click", (event) => { event.preventDefault(); add(button.value); });
  }
  // A form that is taken up again may have had more rows.
  form.addEventListener("rows", ({ detail }) => {
    const total = form.querySelector(`[name=${detail.kind}-TOTAL_FORMS]`);
    while (total && Number(total.value) < detail.total) add(detail.kind);
  });
}

// The passage as the register counts it: in characters, where the browser counts halves of some of them twice.
function selected() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!words.contains(range.startContainer) || !words.contains(range.endContainer)) return null;
  const before = document.createRange();
  before.selectNodeContents(words);
  before.setEnd(range.startContainer, range.startOffset);
  const start = [...before.toString()].length;
  const text = range.toString();
  return text.trim() ? { text, start, end: start + [...text].length } : null;
}

function fill(about, passage) {
  const kind = about === "mention" ? "mentions" : "passages";
  const row = emptyRow(kind);
  set(row, "words", passage.text);
  set(row, "start", passage.start);
  set(row, "end", passage.end);
  if (about === "mention") {
    const name = field(row, "name");
    if (name && !name.value && passage.text.length <= 60) name.value = passage.text.trim().replace(/^[«"„“]|[»"“”]$/gu, "");
  } else set(row, "about", about);
  if (about === "when" || about === "where") {
    const told = form.querySelector(`[name=${about}_words]`);
    if (told && !told.value) told.value = passage.text.trim().slice(0, 500);
  }
  marked = null;
  if (bar) bar.hidden = true;
  document.getSelection().removeAllRanges();
  row.scrollIntoView({ block: "nearest" });
  field(row, about === "mention" ? "role" : "about")?.focus();
}

function field(row, name) { return row.querySelector(`[name="${name}"], [name$="-${name}"]`); }
function set(row, name, value) { const input = field(row, name); if (input) input.value = value; }

function emptyRow(kind) {
  const part = form.querySelector(`[data-rows=${kind}]`);
  if (!part) return form.querySelector("[data-row]");
  return [...part.querySelectorAll("[data-row]")].find((row) => !field(row, "words").value && !(field(row, "role")?.value)) ?? add(kind);
}

function add(kind) {
  const part = form.querySelector(`[data-rows=${kind}]`);
  const total = form.querySelector(`[name=${kind}-TOTAL_FORMS]`);
  const row = part.querySelector("template").content.firstElementChild.cloneNode(true);
  for (const element of row.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
    for (const attribute of ["name", "id", "for", "aria-describedby"]) {
      if (element.hasAttribute(attribute)) element.setAttribute(attribute, element.getAttribute(attribute).replace("__prefix__", total.value));
    }
  }
  total.value = Number(total.value) + 1;
  part.querySelector("template").before(row);
  return row;
}
