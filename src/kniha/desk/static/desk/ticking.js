// Ticks every row of a list's page at once, and takes the ticks away again. Without this script each row is ticked by itself.
const all = document.querySelector("[data-tick-all]");
const boxes = [...document.querySelectorAll("input[type=checkbox][name=id][form=ticked]")];

if (all && boxes.length > 1) {
  all.hidden = false;
  all.addEventListener("click", () => {
    const tick = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = tick;
  });
}
