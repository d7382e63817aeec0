/** Leaving at once: somebody looks over the shoulder. The page is emptied, then replaced, so that "back" does not lead here. */

const TIMES = 3;
const WITHIN = 2000;

/**
 * @param {() => void} forget  empties the page
 */
export function leaveQuickly(forget) {
  // To the neutral page; without JavaScript they are plain links.
  const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("#leave, #not-now"));
  const leave = () => {
    forget();
    document.body.replaceChildren();
    location.replace(links[0].href);
  };
  for (const link of links) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      leave();
    });
  }
  /** @type {number[]} */
  let pressed = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const now = event.timeStamp;
    pressed = [...pressed.filter((time) => now - time < WITHIN), now];
    if (pressed.length >= TIMES) leave();
  });
}
