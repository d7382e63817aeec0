// A picture or a film looked at closely: play, frame by frame, speed, jump, closer, regions drawn and shown. Without this script: the browser's own player.
const player = document.querySelector("[data-player]");
const media = player?.querySelector("[data-media]");
const stage = player?.querySelector("[data-stage]");
const moved = player?.querySelector("[data-moved]");
const note = document.querySelector("[data-note]");
const isTimed = Boolean(media && "currentTime" in media);
const rate = Number(player?.dataset.framesPer1000s ?? 25_000) / 1000;
const PARTS = 10_000; // as the register tells regions
const CLOSEST = 12;
const REGION = ["left", "top", "width", "height"];
const at = { scale: 1, x: 0, y: 0 };
let drawing = null; // where a region begins, while it is drawn
let marks = null;

const button = (name) => player.querySelector(`[data-do=${name}]`);
const field = (name) => note?.elements.namedItem(name);

// -- time

function timed() {
  const told = player.querySelector("[data-now]");
  const say = () => { told.value = clock(media.currentTime); };
  for (const name of ["timeupdate", "seeking", "seeked", "loadedmetadata"]) media.addEventListener(name, say);
  const playing = () => { const now = button("play"); [now.textContent, now.dataset.other] = [now.dataset.other, now.textContent]; };
  media.addEventListener("play", playing);
  media.addEventListener("pause", playing);
  media.addEventListener("error", unplayed);
  media.addEventListener("loadedmetadata", () => { if (player.dataset.family === "video" && !media.videoWidth) unplayed(); });
  if (media.error) unplayed();
  const asked = Number(new URLSearchParams(location.search).get("at"));
  if (asked > 0) {
    if (media.readyState > 0) seek(asked);
    else media.addEventListener("loadedmetadata", () => seek(asked), { once: true });
  }
  player.querySelector("[data-speed]").addEventListener("change", (event) => { media.playbackRate = Number(event.target.value); });
  player.querySelector("[data-to]").addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); DO.jump(); } });
}

function unplayed() {
  player.querySelector("[data-unplayed]").hidden = false;
  const frames = document.querySelector("[data-frames]");
  if (frames) frames.open = true;
}

function clock(seconds) {
  const ms = Math.max(0, Math.round(seconds * 1000));
  const two = (value) => String(value).padStart(2, "0");
  return `${Math.floor(ms / 3_600_000)}:${two(Math.floor(ms / 60_000) % 60)}:${two(Math.floor(ms / 1000) % 60)}.${String(ms % 1000).padStart(3, "0")}`;
}

function seconds(text) {
  const found = /^(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,6})(?:[.,](\d{1,3}))?$/u.exec(text.trim());
  if (!found) return null;
  return (Number(found[1] ?? 0) * 60 + Number(found[2] ?? 0)) * 60 + Number(found[3]) + Number(`0.${found[4] ?? 0}`);
}

function seek(to) {
  if (isTimed) media.currentTime = Math.min(Math.max(to, 0), Number.isFinite(media.duration) ? media.duration : to);
}

// To the middle of a frame: at its edge a rounded time would show the one before.
function step(frames) {
  media.pause();
  seek((Math.max(Math.floor(media.currentTime * rate + 0.001) + frames, 0) + 0.5) / rate);
}

// -- the picture

function staged() {
  marks = moved.appendChild(Object.assign(document.createElement("div"), { className: "marks" }));
  stage.addEventListener("keydown", pressed);
  stage.addEventListener("pointerdown", begun);
  stage.addEventListener("pointermove", dragged);
  stage.addEventListener("pointerup", ended);
  stage.addEventListener("pointercancel", ended);
}

function zoom(by) {
  const scale = Math.min(Math.max(at.scale * by, 1), CLOSEST);
  const middle = { x: stage.clientWidth / 2, y: stage.clientHeight / 2 };
  place(scale, middle.x - (middle.x - at.x) * (scale / at.scale), middle.y - (middle.y - at.y) * (scale / at.scale));
}

function place(scale, x, y) {
  const within = (value, size) => Math.min(Math.max(value, size - size * scale), 0);
  Object.assign(at, { scale, x: within(x, stage.clientWidth), y: within(y, stage.clientHeight) });
  moved.style.transform = scale === 1 ? "" : `translate(${at.x}px, ${at.y}px) scale(${scale})`;
  stage.classList.toggle("close", scale > 1);
  player.querySelector("[data-zoom]").value = `${Math.round(scale * 100)} %`;
  ownControls();
}

// The browser's own buttons would be scaled with the picture, and lie over what is drawn.
function ownControls() { if (isTimed) media.controls = at.scale === 1 && button("draw")?.getAttribute("aria-pressed") !== "true"; }

function pressed(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const isOwn = event.target === media && (event.key === " " || event.key.startsWith("Arrow")); // the browser's player knows them itself
  const does = isOwn ? undefined : KEYS[event.key.toLowerCase()];
  if (does && does() !== false) event.preventDefault();
}

function pan(x, y) {
  if (at.scale === 1) return false;
  place(at.scale, at.x + x * stage.clientWidth * 0.15, at.y + y * stage.clientHeight * 0.15);
  return true;
}

// -- regions

function point(event) {
  const box = media.getBoundingClientRect();
  const part = (value, from, size) => Math.min(Math.max(Math.round(((value - from) / size) * PARTS), 0), PARTS);
  return { x: part(event.clientX, box.left, box.width), y: part(event.clientY, box.top, box.height) };
}

function begun(event) {
  if (event.button !== 0) return;
  const draws = button("draw")?.getAttribute("aria-pressed") === "true";
  if (!draws && at.scale === 1) return;
  event.preventDefault();
  stage.focus({ preventScroll: true });
  stage.setPointerCapture(event.pointerId);
  drawing = draws ? { from: point(event) } : { pan: { x: event.clientX - at.x, y: event.clientY - at.y } };
}

function dragged(event) {
  if (drawing?.pan) place(at.scale, event.clientX - drawing.pan.x, event.clientY - drawing.pan.y);
  if (!drawing?.from) return;
  const to = point(event);
  const [left, right] = [drawing.from.x, to.x].sort((a, b) => a - b);
  const [top, bottom] = [drawing.from.y, to.y].sort((a, b) => a - b);
  drawing.region = [left, top, right - left, bottom - top];
  show(drawing.region, "drawn");
}

function ended() {
  const region = drawing?.region;
  if (region && region[2] > 0 && region[3] > 0) {
    REGION.forEach((name, place) => { field(name).value = (region[place] / 100).toFixed(2); });
    if (isTimed && !field("start").value) field("start").value = clock(media.currentTime);
    draw(false);
  }
  drawing = null;
}

function draw(on) {
  button("draw").setAttribute("aria-pressed", String(on));
  stage.classList.toggle("drawing", on);
  if (on && isTimed) media.pause();
  ownControls();
}

function show(region, className = "") {
  marks.replaceChildren();
  if (!region) return;
  const mark = marks.appendChild(Object.assign(document.createElement("div"), { className: `mark ${className}` }));
  REGION.forEach((name, place) => { mark.style[name] = `${region[place] / 100}%`; });
}

// -- notes

function noted() {
  const takes = note.querySelector("[data-takes]");
  if (takes) takes.hidden = false;
  note.addEventListener("click", ({ target }) => { if (target.dataset.take) field(target.dataset.take).value = clock(media.currentTime); });
  const typed = () => {
    const region = REGION.map((name) => (field(name).value === "" ? NaN : Math.round(Number(field(name).value) * 100)));
    show(region.every(Number.isFinite) ? region : null, "drawn");
  };
  if (marks && field("left")) for (const name of REGION) field(name).addEventListener("input", typed);
  if (marks && field("left")) typed();
}

function pressable(one) {
  const press = Object.assign(document.createElement("button"), { type: "button", className: `${one.className} jump`, textContent: one.textContent });
  Object.assign(press.dataset, one.dataset);
  one.replaceWith(press);
  press.addEventListener("click", () => {
    const region = press.closest("li")?.querySelector("[data-region]")?.dataset.region;
    const from = press.dataset.jump ?? press.dataset.at;
    if (isTimed && from !== undefined) { media.pause(); seek(Number(from) / 1000); }
    if (marks) show(region ? region.split(" ").map(Number) : null);
    (stage ?? player).scrollIntoView({ block: "nearest" });
  });
}

const DO = {
  play: () => { if (media.paused) media.play(); else media.pause(); },
  back: () => step(-1),
  forth: () => step(1),
  jump: () => {
    const input = player.querySelector("[data-to]");
    const to = seconds(input.value);
    input.setAttribute("aria-invalid", String(to === null));
    if (to !== null) seek(to);
  },
  closer: () => zoom(1.5),
  farther: () => zoom(1 / 1.5),
  whole: () => place(1, 0, 0),
  draw: () => draw(button("draw").getAttribute("aria-pressed") !== "true"),
};

const OF_FILMS = {
  " ": DO.play, k: DO.play, ",": DO.back, ".": DO.forth,
  j: () => seek(media.currentTime - 5), l: () => seek(media.currentTime + 5), g: () => player.querySelector("[data-to]").focus(),
};
const KEYS = {
  ...(isTimed ? OF_FILMS : {}), "+": DO.closer, "=": DO.closer, "-": DO.farther, 0: DO.whole,
  arrowleft: () => pan(1, 0), arrowright: () => pan(-1, 0), arrowup: () => pan(0, 1), arrowdown: () => pan(0, -1),
};

if (media) {
  player.querySelector("[data-controls]").hidden = false;
  const keys = player.querySelector("[data-keys]");
  if (keys) keys.hidden = false;
  player.addEventListener("click", (event) => DO[event.target.closest("[data-do]")?.dataset.do]?.());
  if (isTimed) timed();
  if (stage) staged();
  if (note) noted();
  for (const one of document.querySelectorAll("[data-jump], [data-region]")) pressable(one);
}
