// What is typed → the names that it may mean, whether name, id or alias; the keyboard chooses among them.

const search = at("search");
const found = at("found");
let matches = [];
let chosen = -1;

/** The entities that a text may mean: those that begin so first, then words that begin so, then the rest. */
function find(text) {
  const wanted = fold(text);
  if (!wanted) return [];
  const scored = [];
  for (const entity of entities) {
    let best = null;
    entity.names.forEach(({ name, folded }, i) => {
      const place = folded.indexOf(wanted);
      if (place < 0) return;
      const score = (folded === wanted ? 0 : place === 0 ? 1 : /[\s\-·._(（/]/.test(folded[place - 1]) ? 2 : 3) + (i ? 0.5 : 0);
      if (!best || score < best.score) best = { entity, score, name, alias: i > 1 };
    });
    if (best) scored.push(best);
  }
  return scored.sort((a, b) => a.score - b.score || b.entity.rank - a.entity.rank || a.entity.number - b.entity.number).slice(0, 12);
}

function suggest() {
  matches = find(search.value);
  chosen = matches.length ? 0 : -1;
  found.replaceChildren(...matches.map(({ entity, name, alias }, i) =>
    make("li", { role: "option", id: `found-${i}`, onpointerdown: (event) => event.preventDefault(), onclick: () => take(i) },
      swatch(kinds[entity.kind]),
      make("span", { class: "name", dir: "auto" }, entity.label || entity.id, alias ? make("small", {}, ` ${name}`) : null),
      make("span", { class: "kind" }, kindOf(entity)))));
  if (!matches.length && search.value.trim()) found.append(make("li", { class: "none", role: "option", "aria-disabled": "true" }, words.noMatch));
  expand(found.childElementCount > 0);
  mark();
}

function expand(wide) {
  found.hidden = !wide;
  search.setAttribute("aria-expanded", String(wide));
}

function mark() {
  [...found.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === chosen)));
  if (chosen < 0) search.removeAttribute("aria-activedescendant");
  else {
    search.setAttribute("aria-activedescendant", `found-${chosen}`);
    found.children[chosen]?.scrollIntoView({ block: "nearest" });
  }
}

function take(i) {
  const match = matches[i];
  if (!match) return;
  search.value = match.entity.label || match.entity.id;
  expand(false);
  if (narrow.matches) showFilters(false);
  open(match.entity, { focus: true });
}

search.addEventListener("input", suggest);
search.addEventListener("focus", () => search.value && (search.select(), suggest()));
search.addEventListener("blur", () => expand(false));
search.addEventListener("keydown", (event) => {
  // While an input method is composing, its keys are its own.
  if (event.isComposing) return;
  const open = !found.hidden;
  if (event.key === "Escape" && (open || search.value)) {
    if (!open) search.value = "";
    expand(false);
  } else if (event.key === "Enter") take(Math.max(chosen, 0));
  else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !open) suggest();
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    chosen = (chosen + (event.key === "ArrowDown" ? 1 : -1) + matches.length) % Math.max(matches.length, 1);
    mark();
  } else return;
  event.preventDefault();
});
