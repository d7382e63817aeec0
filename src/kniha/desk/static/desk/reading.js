// Marked words and the account that rests on them light up together.
for (const mark of document.querySelectorAll("#words mark")) {
  const account = document.getElementById(mark.dataset.anchor);
  if (!account) continue;
  mark.tabIndex = 0;
  mark.setAttribute("role", "link");
  const go = () => account.scrollIntoView({ block: "nearest" });
  mark.addEventListener("click", go);
  mark.addEventListener("keydown", (event) => { if (event.key === "Enter") go(); });
  for (const [event, lit] of [["mouseenter", true], ["mouseleave", false]]) {
    account.addEventListener(event, () => mark.classList.toggle("lit", lit));
  }
}
