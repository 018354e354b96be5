// The legend, which is the filter: kinds with their shapes, ties with their strokes, the least weight, the change.

const narrow = matchMedia("(max-width: 720px)");
const legend = at("legend");
/** The weights that ties have, for the slider to step through. */
const weights = [...new Set(ties.map((tie) => tie.items))].filter((items) => items > 0).sort((a, b) => a - b);

function buildFilters() {
  const kindCounts = tally(entities, (entity) => entity.kind);
  const relationCounts = tally(ties, (tie) => tie.relation);
  legend.append(part(words.kinds, kinds.map((kind, i) => box(filter.kinds, i, swatch(kind), kind.name, kindCounts.get(i) ?? 0))));
  const used = relations.map((relation, i) => ({ relation, i })).filter(({ i }) => relationCounts.has(i));
  if (used.length) {
    legend.append(part(words.relations, used.map(({ relation, i }) => box(filter.relations, i, stroke(relation), relation.name, relationCounts.get(i)))));
  }
  if (ties.some((tie) => tie.items === 0)) {
    const dashes = draw("svg", { viewBox: "0 0 26 12", class: "stroke-sign claimed", "aria-hidden": "true" }, draw("path", { d: "M1 6h24", "stroke-dasharray": "4 4" }));
    legend.lastChild.append(make("p", { class: "choice key" }, dashes, make("span", { class: "name" }, words.standing)));
  }
  if (map.before) {
    const changed = tally(entities, (entity) => entity.change);
    const some = Object.keys(words.change).filter((change) => changed.has(change));
    const mark = (change) => make("i", { class: `sign ${change}`, "aria-hidden": "true" }, SIGN[change] ?? "=");
    if (some.length) legend.append(part(words.changes, some.map((change) => box(filter.changes, change, mark(change), words.change[change], changed.get(change)))));
  }
  if (weights.length > 1) legend.append(leastSlider());
  legend.append(make("button", { type: "button", id: "reset", onclick: reset }, words.reset));
}

function tally(things, of) {
  const counts = new Map();
  for (const thing of things) counts.set(of(thing), (counts.get(of(thing)) ?? 0) + 1);
  return counts;
}

function part(name, rows) {
  return make("fieldset", {}, make("legend", {}, name), ...rows);
}

/** A row of the legend: unticked, what it names is hidden. */
function box(hidden, value, mark, name, amount) {
  const input = make("input", { type: "checkbox" });
  input.checked = true;
  input.addEventListener("change", () => {
    if (input.checked) hidden.delete(value);
    else hidden.add(value);
    choose();
  });
  onShown(() => { input.checked = !hidden.has(value); });
  return make("label", { class: "choice" }, input, mark, make("span", { class: "name" }, name), make("span", { class: "count" }, number.format(amount)));
}

function stroke({ id, directed }) {
  const line = draw("svg", { viewBox: "0 0 26 12", class: `stroke-sign ${id === "co_mention" ? "plain" : "claimed"}`, "aria-hidden": "true" }, draw("path", { d: directed ? "M1 6h19" : "M1 6h24" }));
  if (directed) line.append(draw("path", { d: "m19 2 6 4-6 4Z", class: "head" }));
  return line;
}

function leastSlider() {
  const input = make("input", { type: "range", id: "least", min: "0", max: String(weights.length - 1), step: "1", value: "0" });
  const output = make("output", { for: "least" });
  const tell = () => {
    const text = many(words.items, weights[Number(input.value)]);
    output.textContent = text;
    input.setAttribute("aria-valuetext", text);
  };
  input.addEventListener("input", () => choosing({ least: Number(input.value) === 0 ? 0 : weights[Number(input.value)] }));
  onShown(() => {
    input.value = String(Math.max(weights.indexOf(filter.least), 0));
    tell();
  });
  tell();
  return make("div", { class: "least" }, make("label", { for: "least" }, words.least), output, input);
}

function showFilters(wanted) {
  stage.classList.toggle("filtering", wanted);
  at("filters").hidden = !wanted;
  at("filters-button").setAttribute("aria-expanded", String(wanted));
  if (wanted && narrow.matches) at("filters-close").focus();
}

at("filters-button").addEventListener("click", () => showFilters(at("filters").hidden));
at("filters-close").addEventListener("click", () => {
  showFilters(false);
  at("filters-button").focus();
});
