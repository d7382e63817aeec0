// The passage behind a value opens when one points at it or comes to it by keyboard; a press keeps it open, Escape closes it.
// Without this script it opens by a press: it is a <details> of the browser.
"use strict";

for (const source of document.querySelectorAll("details.source")) {
  const summary = source.querySelector("summary");
  let kept = false;
  const show = () => { source.open = true; };
  const hide = () => { if (!kept && !source.contains(document.activeElement)) source.open = false; };
  summary.addEventListener("mouseenter", show);
  source.addEventListener("mouseleave", hide);
  summary.addEventListener("focus", () => { if (summary.matches(":focus-visible")) show(); });
  source.addEventListener("focusout", (event) => { if (!kept && !source.contains(event.relatedTarget)) source.open = false; });
  summary.addEventListener("click", (event) => { event.preventDefault(); kept = !kept; source.open = kept; });
  source.addEventListener("keydown", (event) => { if (event.key === "Escape") { kept = false; source.open = false; } });
}
