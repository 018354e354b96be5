// Everything is made; the page begins.

document.title = map.title;
document.documentElement.lang = language;
document.querySelector("h1").textContent = map.title;
document.querySelector(".subtitle").textContent = map.subtitle ?? "";
document.querySelector(".subtitle").title = map.subtitle ?? "";
document.querySelector(".skip").textContent = words.skip;
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  showFilters(true);
  at("list").open = true;
  at("list").querySelector("summary").focus();
});
at("nothing").textContent = words.nothing;
canvas.setAttribute("aria-label", say(words.canvas, map.title, map.subtitle ?? ""));
search.placeholder = words.searchHint;
found.setAttribute("aria-label", words.search);
at("filters").setAttribute("aria-label", words.filters);
at("zoom").setAttribute("aria-label", words.zoom);

function name(id, text) {
  at(id).setAttribute("aria-label", text);
  at(id).title = text;
}
search.setAttribute("aria-label", words.search);
name("filters-button", words.filters);
name("filters-close", words.close);
name("zoom-in", words.zoomIn);
name("zoom-out", words.zoomOut);
name("zoom-fit", words.fit);
at("zoom-in").addEventListener("click", () => zoom(1.4));
at("zoom-out").addEventListener("click", () => zoom(1 / 1.4));
at("zoom-fit").addEventListener("click", () => fit());

function wear(colours) {
  dress(colours);
  const other = colours === "dark" ? 1 : 0;
  name("theme-button", words.theme[other]);
  at("theme-button").replaceChildren(icon(other ? "sun" : "moon"));
  tint.wanted = true;
  stale();
}
at("theme-button").addEventListener("click", () => wear(theme.name === "dark" ? "light" : "dark"));
dark.addEventListener("change", () => wear(dark.matches ? "dark" : "light"));

wear(dark.matches ? "dark" : "light");
buildFilters();
buildPeriod();
buildList();
showFilters(!narrow.matches);

let quiet = true;
onShown(() => {
  const shown = shownCount(entities);
  at("nothing").hidden = shown > 0;
  at("reset").disabled = !filtered();
  if (selected && selected.state !== SHOWN) close();
  else if (selected) refill();
  if (hovered && hovered.state !== SHOWN) hover(null);
  if (!quiet && !playing) announce(say(words.shown, many(words.entities, shown), many(words.ties, shownCount(ties))));
  tint.wanted = true;
  stale();
});
choose();
quiet = false;

/** Begins with the whole map; on a phone nearer to its strongest entity, where that makes names readable. */
function begin() {
  fit(0);
  const [one] = strongest;
  const near = view.k * 1.75;
  if (!narrow.matches || !one || one.font * near < READABLE || view.k > 0.8) return;
  const { y } = view;
  const width = view.width / near;
  const middle = Math.min(Math.max(one.x, bounds.left + width / 2), bounds.right - width / 2);
  look(middle, y, near);
}

new ResizeObserver(() => {
  const first = view.width === 1;
  resize();
  if (first) begin();
}).observe(stage);
narrow.addEventListener("change", () => showFilters(!narrow.matches));

// On paper: light, the whole map, and nothing over it.
let screenColours = "light";
let screenView = null;
window.addEventListener("beforeprint", () => {
  screenColours = theme.name;
  screenView = { ...view };
  document.documentElement.style.setProperty("--paper", "#ffffff");
  wear("light");
  land();
  const k = Math.min(view.width / (bounds.right - bounds.left + 40), view.height / (bounds.bottom - bounds.top + 40));
  look((bounds.left + bounds.right) / 2, (bounds.top + bounds.bottom) / 2, k);
  show();
});
window.addEventListener("afterprint", () => {
  document.documentElement.style.removeProperty("--paper");
  wear(screenColours);
  if (screenView) look(screenView.x, screenView.y, screenView.k);
});

// For tests, which cannot see what is on a canvas.
window.aikg = { view, filter, entities, ties, toStage, fit: () => fit(0), shown: () => [shownCount(entities), shownCount(ties)] };
