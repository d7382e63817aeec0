// The passage behind a value is shown when one points at it, comes to it by keyboard or presses it; a press keeps it, Escape closes it.
// Without this script the link leads to the whole account further down on the same page.
"use strict";

(() => {
  const box = document.getElementById("passage");
  if (!box) return;
  let kept = null;

  const show = (link) => {
    const account = document.querySelector(link.hash);
    if (!account) return;
    const said = [...account.querySelectorAll(`[data-about="${link.dataset.about}"]`)].map((one) => element("q", one.textContent));
    for (const quote of said) { quote.className = "said"; quote.dir = "auto"; }
    const whole = element("a", box.dataset.whole);
    whole.href = link.hash;
    whole.addEventListener("click", close);
    box.replaceChildren(...(said.length ? said : [element("p", box.dataset.none)]), whole);
    link.after(box);
    box.hidden = false;
  };

  const close = () => { kept = null; box.hidden = true; };

  const element = (name, text) => {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  };

  const away = (event) => {
    const to = event.relatedTarget;
    if (!kept && !(to instanceof Node && (box.contains(to) || to === event.target))) box.hidden = true;
  };

  for (const link of document.querySelectorAll("a.cite")) {
    link.addEventListener("mouseenter", () => { if (!kept) show(link); });
    link.addEventListener("mouseleave", away);
    link.addEventListener("focus", () => { if (link.matches(":focus-visible") && !kept) show(link); });
    link.addEventListener("blur", away);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      if (kept === link) { close(); return; }
      show(link);
      kept = link;
    });
  }
  box.addEventListener("mouseleave", away);
  box.addEventListener("focusout", (event) => { if (!(event.relatedTarget instanceof Node && box.contains(event.relatedTarget))) close(); });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || box.hidden) return;
    const link = kept;
    close();
    if (link) link.focus();
  });
})();
