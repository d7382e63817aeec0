// Looks again whether what a page waits for has come, and shows it then. Without this script one follows the link.
const waits = document.querySelector("[data-look-again]");

async function look() {
  try {
    const answer = await fetch(location.href, { credentials: "same-origin", redirect: "manual" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const still = page.querySelector("[data-look-again]");
    if (answer.ok && !still) location.reload();
    else setTimeout(look, 1000 * Number(still?.dataset.lookAgain ?? waits.dataset.lookAgain));
  } catch {
    setTimeout(look, 1000 * Number(waits.dataset.lookAgain));
  }
}

setTimeout(look, 1000 * Number(waits.dataset.lookAgain));
