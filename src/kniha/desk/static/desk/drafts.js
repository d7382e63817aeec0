// Keeps a form while it is being written: every few seconds while it changes, and before one leaves. A form that does not reach the desk
// stays on the page. What is sealed or secret never leaves the page before the form is entered (data-never; the desk refuses it as well).
// Without this script a form is an ordinary form, and nothing is promised.
const EVERY = 3000;
const SMALL = 60000; // bytes that a browser still sends while its page goes away

for (const bar of document.querySelectorAll("[data-draft]")) keep(bar, bar.closest("form"));

function keep(bar, form) {
  const path = new URL(form.getAttribute("action") || location.pathname, location.href).pathname;
  const part = (name) => bar.querySelector(`[data-${name}]`);
  // A form that came back to be mended holds what was typed; of several on a page, the one whose address the page now has.
  const posted = "posted" in bar.dataset && path === location.pathname;
  // What needs no saving: the form as it came, or as the desk has it.
  let kept = posted ? "" : text(form);
  let undecided = false; // something older is kept, and nobody has said what is to become of it
  let passing = false; // this submission was let through
  let busy = false;
  let lost = false;

  begin();

  async function begin() {
    bar.hidden = false;
    const answer = await ask(`${bar.dataset.address}?form=${encodeURIComponent(path)}`);
    const found = answer?.ok ? await answer.json() : {};
    if (found.fields && JSON.stringify(found.fields) !== kept && !posted) offer(found);
    setInterval(save, EVERY);
    addEventListener("online", save);
    addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
    addEventListener("beforeunload", (event) => { if (lost && !passing) event.preventDefault(); });
    form.addEventListener("submit", submitted);
  }

  function offer(found) {
    undecided = true;
    for (let outer = form.closest("details"); outer; outer = outer.parentElement.closest("details")) outer.open = true;
    part("when").textContent = bar.dataset.from.replace("{time}", found.told);
    part("found").hidden = false;
    part("take").addEventListener("click", () => { fill(form, found.fields); decided(JSON.stringify(found.fields)); });
    part("throw").addEventListener("click", async () => { if (await send(null)) decided(text(form)); });
  }

  function decided(now) {
    undecided = false;
    kept = now;
    part("found").hidden = true;
    form.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  }

  // Whether the desk has what is in the form now.
  async function save() {
    const now = text(form);
    if (now === kept || busy || passing) return now === kept;
    if (undecided) { say("choose"); return false; }
    busy = true;
    const told = await send(JSON.parse(now));
    busy = false;
    if (!told) return false;
    kept = now;
    part("state").textContent = told.waits ? bar.dataset.waits : bar.dataset[sealed(form) ? "keptWithout" : "kept"].replace("{time}", told.told);
    return true;
  }

  async function send(fields) {
    const body = JSON.stringify({ form: path, fields });
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token(form).value };
    const answer = await ask(bar.dataset.address, { method: "POST", body, headers, keepalive: body.length < SMALL / 2 });
    return answer?.ok ? answer.json() : null;
  }

  // An answer of the desk, or null where there was none that helps; the page then says so.
  async function ask(address, options = {}) {
    try {
      const answer = await fetch(address, { credentials: "same-origin", redirect: "manual", ...options });
      if (answer.type === "opaqueredirect") return trouble("signedOut");
      if (answer.status === 403 && options.method) await refresh();
      if (!answer.ok) return trouble("refused");
      lost = false;
      say("");
      return answer;
    } catch {
      return trouble("offline");
    }
  }

  function trouble(what) {
    lost = text(form) !== kept;
    if (lost || busy) say(what);
    return null;
  }

  // Whoever signed in again in another window has a new token; the one in this page no longer counts.
  async function refresh() {
    const answer = await fetch(`${bar.dataset.address}?token`, { credentials: "same-origin", redirect: "manual" });
    if (answer.ok) token(form).value = (await answer.json()).token;
  }

  // First the desk must answer, and has what was typed; then the form goes as any form does.
  async function submitted(event) {
    if (passing) return;
    event.preventDefault();
    if (busy) return;
    const submitter = event.submitter;
    busy = true;
    const reached = await reaches();
    busy = false;
    if (!reached) { lost = true; return; }
    await save();
    passing = true;
    form.requestSubmit(submitter);
    setTimeout(() => { passing = false; }, 0);
  }

  async function reaches() {
    try {
      const answer = await fetch(`${bar.dataset.address}?token`, { credentials: "same-origin", redirect: "manual" });
      if (answer.ok) token(form).value = (await answer.json()).token;
      else say(answer.type === "opaqueredirect" ? "signedOut" : "notSent");
      return answer.ok;
    } catch {
      say("notSent");
      return false;
    }
  }

  function say(what) {
    const alert = part("alert");
    const words = what ? bar.dataset[what] : "";
    if (alert.textContent !== words) alert.textContent = words;
    alert.hidden = !words;
  }
}

function token(form) { return form.querySelector("[name=csrfmiddlewaretoken]"); }

function secret(element) { return element.type === "password" || element.type === "file" || element.dataset.never !== undefined; }

function sealed(form) { return [...form.elements].some((element) => secret(element) && element.value); }

function text(form) {
  const never = new Set([...form.elements].filter(secret).map((element) => element.name)).add("csrfmiddlewaretoken");
  return JSON.stringify([...new FormData(form)].filter(([name, value]) => typeof value === "string" && !never.has(name)));
}

function fill(form, fields) {
  for (const [name, value] of fields) {
    if (name.endsWith("-TOTAL_FORMS")) form.dispatchEvent(new CustomEvent("rows", { detail: { kind: name.slice(0, -12), total: Number(value) } }));
  }
  const values = Map.groupBy ? Map.groupBy(fields, ([name]) => name) : grouped(fields);
  for (const element of form.elements) {
    if (!element.name || secret(element) || element.type === "hidden" || element.type === "submit") continue;
    const told = (values.get(element.name) ?? []).map(([, value]) => value);
    if (element.type === "checkbox" || element.type === "radio") element.checked = told.includes(element.value);
    else if (element.type === "select-multiple") for (const option of element.options) option.selected = told.includes(option.value);
    else if (told.length) element.value = told[0];
    element.dispatchEvent(new Event("change", { bubbles: true }));
  }
  // What a script writes into hidden fields comes last: other fields may reset it as they change.
  for (const element of form.querySelectorAll("[type=hidden][data-kept]")) {
    element.value = values.get(element.name)?.[0]?.[1] ?? "";
    element.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function grouped(fields) {
  const values = new Map();
  for (const field of fields) values.set(field[0], [...(values.get(field[0]) ?? []), field]);
  return values;
}
