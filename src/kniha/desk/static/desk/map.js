// The map of incidents: circles over an outline of the land. Everything it shows comes from this desk; nothing is asked of anyone else.
"use strict";

(() => {
  const LISTED = 100;
  const box = document.getElementById("map");
  const list = document.getElementById("in-view-list");
  const count = document.getElementById("in-view-count");
  const note = document.getElementById("map-note");
  const told = box.dataset;

  const canvas = L.canvas({ padding: 0.3, tolerance: 6 });
  let map;
  let circles = [];

  const begin = async () => {
    box.hidden = false;
    document.getElementById("in-view").firstChild.textContent = `${told.inView} `;
    document.getElementById("in-view-pages").hidden = true;
    map = L.map(box, { renderer: canvas, preferCanvas: true, zoomControl: false, attributionControl: false, maxZoom: 18, minZoom: 2, worldCopyJump: false });
    L.control.zoom({ zoomInTitle: told.zoomIn, zoomOutTitle: told.zoomOut }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    L.control.attribution({ prefix: false }).addAttribution("Natural Earth").addTo(map);
    map.setView([53.9, 27.6], 6);
    const [land, answer] = await Promise.all([json(told.land), json(told.points)]);
    drawLand(land);
    if (told.tiles) drawTiles();
    drawPoints(answer.points);
    if (answer.left_out) note.textContent = `${told.leftOut} ${answer.left_out}`;
    map.on("moveend", showInView);
    showInView();
    openAsked();
  };

  // The page's own colours, light or dark: a canvas knows nothing of the style sheets.
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const json = async (address) => {
    const answer = await fetch(address, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };

  // The land lies below the circles, and takes no clicks.
  const drawLand = (land) => {
    map.createPane("land").style.zIndex = 190;
    const renderer = L.canvas({ pane: "land", padding: 0.3 });
    const looks = { land: { stroke: true, color: colour("--coast"), weight: 0.8, fillColor: colour("--land"), fillOpacity: 1 }, border: { color: colour("--border"), weight: 1, dashArray: "4 3", fill: false } };
    L.geoJSON(land, { pane: "land", renderer, interactive: false, style: (feature) => looks[feature.properties.kind] }).addTo(map);
  };

  // The operator's own tiles, by ranges from this desk. Names are written in the device's faces; no font or picture is fetched.
  const drawTiles = () => {
    const flavor = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    const credit = new Option(told.credit).innerHTML;
    protomapsL.leafletLayer({ url: told.tiles, flavor, lang: told.language, maxDataZoom: Number(told.mostZoom), attribution: credit }).addTo(map);
  };

  const drawPoints = (points) => {
    const places = [];
    for (const [number, lat, lon, radius, title, when, state] of points) {
      const point = { number, title, when, state, at: L.latLng(lat, lon) };
      places.push(point.at);
      L.circle(point.at, { radius, renderer: canvas, interactive: false, stroke: true, weight: 1, color: colour("--accent"), opacity: 0.35, fillOpacity: 0.06 }).addTo(map);
      point.circle = L.circleMarker(point.at, { radius: 6, renderer: canvas, weight: 1.5, color: colour("--sheet"), fillColor: colour("--accent"), fillOpacity: 0.85 }).addTo(map);
      point.circle.on("click", () => open(point));
      point.circle.bindTooltip(() => element("span", title), { direction: "top", offset: [0, -6] });
      circles.push(point);
    }
    if (places.length) map.fitBounds(L.latLngBounds(places).pad(0.15), { maxZoom: 13, animate: false });
  };

  // Titles are put in as text, never as HTML: they are typed by people.
  const element = (name, text, className) => {
    const made = document.createElement(name);
    made.textContent = text;
    if (className) made.className = className;
    return made;
  };

  const link = (point) => {
    const made = element("a", point.number, "number");
    made.href = told.record.replace("_", encodeURIComponent(point.number));
    return made;
  };

  const open = (point) => {
    const content = document.createElement("div");
    content.append(link(point), element("div", point.title), element("div", [point.when, point.state].filter(Boolean).join(" · "), "soft"));
    L.popup({ maxWidth: 260, closeButton: true }).setLatLng(point.at).setContent(content).openOn(map);
    box.querySelector(".leaflet-popup-close-button").setAttribute("aria-label", told.close);
  };

  const showInView = () => {
    const bounds = map.getBounds();
    const seen = circles.filter((point) => bounds.contains(point.at));
    count.textContent = String(seen.length);
    list.replaceChildren(...seen.slice(0, LISTED).map(item));
    if (!seen.length) list.append(element("li", told.none, "empty"));
  };

  const item = (point) => {
    const row = document.createElement("li");
    const press = document.createElement("button");
    press.type = "button";
    press.append(element("strong", point.title), element("div", point.when, "soft"));
    press.addEventListener("click", () => { map.setView(point.at, Math.max(map.getZoom(), 14)); open(point); });
    row.append(press, link(point));
    return row;
  };

  // /map/#KN-2026-12345 opens that incident: what stands after # is never sent anywhere.
  const openAsked = () => {
    const asked = circles.find((point) => `#${point.number}` === decodeURIComponent(location.hash));
    if (asked) { map.setView(asked.at, 14, { animate: false }); open(asked); }
  };

  begin().catch(() => { note.textContent = told.failed; });
})();
