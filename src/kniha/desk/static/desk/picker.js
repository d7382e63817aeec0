// A search over a long list of terms to tick. Without this script the list is simply long.
for (const box of document.querySelectorAll("[data-picker]")) {
  const labels = [...box.querySelectorAll("label")];
  if (labels.length < 12) continue;
  const search = document.createElement("input");
  search.type = "search";
  search.className = "picker-search";
  search.setAttribute("aria-controls", box.id);
  search.setAttribute("aria-label", box.dataset.search);
  search.placeholder = box.dataset.search;
  search.addEventListener("input", () => narrow(box, labels, search.value));
  // Enter in the search must not send the form around it.
  search.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  box.before(search);
}

function narrow(box, labels, typed) {
  const sought = typed.trim().toLowerCase();
  for (const label of labels) {
    label.hidden = !label.textContent.toLowerCase().includes(sought) && !label.querySelector("input").checked;
  }
  for (const group of box.querySelectorAll(".picker-group")) {
    group.hidden = ![...group.querySelectorAll("label")].some((label) => !label.hidden);
  }
}
