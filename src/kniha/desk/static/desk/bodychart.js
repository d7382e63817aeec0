// A click on the body chart places the mark of the finding that is written just now. Without this script the middle of the chosen region is marked.
const form = document.getElementById("medical");
const part = form?.querySelector("[data-rows=findings]");
const chart = part?.querySelector(".chart");
const told = document.getElementById("chart-now");
const MOST = 200;
let now = null;

if (chart) {
  chart.classList.add("live");
  part.addEventListener("focusin", (event) => { const row = event.target.closest("[data-row]"); if (row) choose(row); });
  part.addEventListener("change", (event) => { if (changed(event.target)) draw(); });
  chart.addEventListener("click", (event) => {
    const region = event.target.closest("[data-region]");
    if (region) place(region, event);
  });
  form.addEventListener("rows", ({ detail }) => { while (rows().length < Math.min(detail.total, MOST)) add(); }); // a kept form is taken up
  part.querySelector("button[name=more]").addEventListener("click", (event) => { event.preventDefault(); choose(add()); field(now, "kind").focus(); });
  choose(rows().find((row) => !field(row, "region").value) ?? rows()[0]);
}

function rows() { return [...part.querySelectorAll("[data-row]")]; }
function field(row, name) { return row.querySelector(`[name$="-${name}"]`); }

function choose(row) {
  if (!row || row === now) return;
  now?.classList.remove("now");
  now = row;
  now.classList.add("now");
  told.hidden = false;
  told.textContent = told.dataset.words.replace("{n}", String(rows().indexOf(now) + 1));
  draw();
}

// The point in units of the chart, whatever the size of the picture.
function place(region, event) {
  const svg = region.ownerSVGElement;
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  const within = (value, most) => String(Math.min(Math.max(Math.round(value), 0), Number(most)));
  field(now, "region").value = region.dataset.region;
  field(now, "view").value = svg.dataset.view;
  field(now, "x").value = within(point.x, svg.dataset.width);
  field(now, "y").value = within(point.y, svg.dataset.height);
  draw();
  (field(now, "kind").value ? field(now, "description") : field(now, "kind")).focus({ preventScroll: true });
}

// Whoever chooses another region or side by the list gives up the point that was placed for the former.
function changed(input) {
  const row = input.closest("[data-row]");
  if (row && input.type === "hidden") return true;
  if (!row || !/-(region|view|DELETE)$/u.test(input.name)) return false;
  if (!input.name.endsWith("-DELETE")) { field(row, "x").value = ""; field(row, "y").value = ""; }
  if (input.name.endsWith("-region")) field(row, "view").value = sideOf(input.value);
  return true;
}

function outline(region, view) { return chart.querySelector(`svg[data-view="${view}"] [data-region="${CSS.escape(region)}"]`); }
function middle(region, view) { return chart.querySelector(`svg[data-view="${view}"] [data-place="${CSS.escape(region)}"]`)?.dataset; }
function sideOf(region) { return ["front", "back"].find((view) => region && middle(region, view)) ?? ""; }

function draw() {
  for (const marks of chart.querySelectorAll("[data-marks]")) marks.replaceChildren();
  for (const shape of chart.querySelectorAll(".chosen")) shape.classList.remove("chosen");
  rows().forEach((row, index) => {
    if (field(row, "DELETE")?.checked) return;
    const region = field(row, "region").value;
    const view = field(row, "view").value || sideOf(region);
    if (row === now && region) outline(region, view)?.classList.add("chosen");
    const at = pointOf(row) ?? (region && middle(region, view));
    if (at && view) mark(view, index + 1, at, row === now);
  });
}

function pointOf(row) {
  const [x, y] = ["x", "y"].map((name) => field(row, name).value);
  return x && y ? { x: Number(x), y: Number(y) } : null;
}

function mark(view, number, at, isNow) {
  const make = (name) => document.createElementNS("http://www.w3.org/2000/svg", name);
  const [group, circle, text] = ["g", "circle", "text"].map(make);
  group.setAttribute("class", isNow ? "mark now" : "mark");
  group.setAttribute("transform", `translate(${at.x} ${at.y})`);
  circle.setAttribute("r", "17");
  text.setAttribute("y", "8");
  text.textContent = String(number);
  group.append(circle, text);
  chart.querySelector(`svg[data-view="${view}"] [data-marks]`).append(group);
}

function add() {
  const total = form.querySelector("[name=findings-TOTAL_FORMS]");
  const template = part.querySelector("template");
  const row = template.content.firstElementChild.cloneNode(true);
  for (const element of row.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
    for (const attribute of ["name", "id", "for", "aria-describedby"]) {
      if (element.hasAttribute(attribute)) element.setAttribute(attribute, element.getAttribute(attribute).replace("__prefix__", total.value));
    }
  }
  total.value = Number(total.value) + 1;
  row.querySelector("[data-number]").textContent = String(rows().length + 1);
  template.before(row);
  return row;
}
