// Names of places, completed while one types, from this desk's own list. Without this script a button finds them.
for (const input of document.querySelectorAll("input[data-places]")) {
  const list = document.createElement("datalist");
  list.id = `${input.id || input.name}-list`;
  input.after(list);
  input.setAttribute("list", list.id);
  let waiting = 0;
  let known = new Map();
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    if (known.has(input.value)) { take(input, known.get(input.value)); return; }
    waiting = setTimeout(async () => { known = await complete(input, list); if (known.has(input.value)) take(input, known.get(input.value)); }, 150);
  });
  // Enter must not send the form around it, nor press its first button.
  const find = input.form?.querySelector("button[name=find_place]");
  if (find) input.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); find.click(); } });
}

async function complete(input, list) {
  if (input.value.trim().length < 2) { list.replaceChildren(); return new Map(); }
  const answer = await fetch(`${input.dataset.places}?q=${encodeURIComponent(input.value)}`, { credentials: "same-origin" });
  if (!answer.ok) return new Map();
  const { places } = await answer.json();
  list.replaceChildren(...places.map((place) => Object.assign(document.createElement("option"), { value: place.name, label: place.kind })));
  return new Map(places.map((place) => [place.name, place]));
}

// Fields that take the point are named by the input; a search takes the name alone.
function take(input, place) {
  if (!("placesInto" in input.dataset)) return;
  set(input.form, "point", place.point);
  set(input.form, "radius_m", place.radius_m);
  const words = input.form.querySelector("[name=where_words]");
  if (words && !words.value) words.value = place.name;
}

function set(form, name, value) {
  const field = form.querySelector(`[name=${name}]`);
  if (field) field.value = value;
}
