// Keys on the page of two persons or incidents, or of a recording beside an incident: S, N and U choose and lead to the reason, Enter sends it, J goes on. They can be switched off.
// Without this script one chooses with the mouse or Tab.
const VERDICTS = { KeyS: ["same", "shows"], KeyN: ["not-same", "not-shown"], KeyU: ["not-known"] };
const form = document.querySelector("[data-pair]");
const line = document.querySelector("[data-keys]");
const wanted = line?.querySelector("input");
const KEPT = "kniha-pair-keys";

if (form && line) {
  line.hidden = false;
  wanted.checked = sessionStorage.getItem(KEPT) !== "off";
  wanted.addEventListener("change", () => sessionStorage.setItem(KEPT, wanted.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    const writes = event.target.matches("input:not([type=radio], [type=checkbox]), textarea, select");
    if (!wanted.checked || writes || event.ctrlKey || event.altKey || event.metaKey) return;
    const choice = [...form.querySelectorAll("input[name=verdict]")].find((one) => VERDICTS[event.code]?.includes(one.value));
    if (choice) {
      event.preventDefault();
      choice.checked = true;
      form.querySelector("input[name=words]").focus();
    } else if (event.code === "KeyJ") {
      document.querySelector("[data-next]")?.click();
    }
  });
}
