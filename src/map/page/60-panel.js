// An entity or a tie → the panel that tells all about it, with the way back to where one came from.

const panel = at("panel");
const trail = [];
let opener = null;

/** Opens the panel. `place` goes to the place on the map, `focus` moves the keyboard into the panel. */
function open(thing, { place: going = true, focus = false, back = false } = {}) {
  reveal(thing);
  if (panel.hidden) {
    opener = document.activeElement;
    trail.length = 0;
  } else if (selected && selected !== thing && !back) trail.push(selected);
  selected = thing;
  fill(thing);
  panel.scrollTop = 0;
  hover(null);
  if (going) thing.from ? gotoTie(thing) : goto(thing);
  else uncover(thing);
  if (focus) panel.querySelector("h2").focus({ preventScroll: true });
  frame();
}

function close() {
  if (panel.hidden) return;
  const inside = panel.contains(document.activeElement);
  panel.hidden = true;
  stage.classList.remove("opened");
  selected = null;
  if (inside && opener?.isConnected) opener.focus({ preventScroll: true });
  frame();
}

/** Fills the panel anew: for another thing, or for other days. */
function fill(thing) {
  const back = make("button", { type: "button", "aria-label": words.back, title: words.back, class: "back", hidden: !trail.length, onclick: () => open(trail.pop(), { back: true, focus: true }) }, icon("back"));
  const shut = make("button", { type: "button", "aria-label": words.close, title: words.close, class: "close", onclick: close }, icon("close"));
  const title = make("h2", { tabindex: "-1", dir: "auto" });
  panel.replaceChildren(make("div", { class: "bar" }, back, make("span", { class: "kind" }), shut), title);
  if (thing.from) tieInto(thing, title);
  else entityInto(thing, title);
  panel.setAttribute("aria-label", entityName(thing));
  panel.hidden = false;
  stage.classList.add("opened");
}

/** Tells of the same thing anew, without moving what is being read. */
function refill() {
  const { scrollTop } = panel;
  const inside = panel.contains(document.activeElement);
  fill(selected);
  panel.scrollTop = scrollTop;
  if (inside) panel.querySelector("h2").focus({ preventScroll: true });
}

function entityInto(entity, title) {
  const kind = kinds[entity.kind];
  title.append(entity.label || entity.id);
  panel.querySelector(".kind").append(swatch(kind), kindOf(entity));
  const facts = make("dl", { class: "facts" });
  fact(facts, words.itemsTitle, amount(entity));
  if (entity.first) fact(facts, words.seen, stretch(entity.first, entity.last ?? entity.first));
  change(facts, entity);
  if (groups[entity.group]) fact(facts, words.group, groups[entity.group].name);
  if (entity.aliases.length) fact(facts, words.also, list(entity.aliases));
  panel.append(facts);
  chart(entity);
  const some = entity.ties.filter((tie) => tie.state).sort((a, b) => b.now - a.now || b.width - a.width || a.number - b.number);
  if (!some.length) return;
  panel.append(make("h3", {}, words.tiesTitle, make("span", { class: "count" }, number.format(some.length))));
  const most = Math.max(...some.map((tie) => tie.now), 1);
  panel.append(atMost(some, 40, (tie) => row(tie, entity, most), make("ul", { class: "ties" })));
}

/** One tie of an entity: the name goes to the other end, the count to what is behind the tie. */
function row(tie, entity, most) {
  const other = tie.from === entity ? tie.to : tie.from;
  const outward = tie.dir === 0 || (tie.dir > 0) === (tie.from === entity);
  const name = tie.label || relations[tie.relation]?.name || "";
  return make("li", {},
    make("button", { type: "button", class: "goto", onclick: () => open(other, { focus: true }) },
      swatch(kinds[other.kind]),
      make("span", { class: "name", dir: "auto" }, other.label || other.id),
      make("span", { class: "relation" }, outward ? name : say(words.inverse, name), tie.change ? ` · ${words.change[tie.change] ?? tie.change}` : "")),
    make("button", { type: "button", class: "evidence", title: words.evidence, "aria-label": `${words.evidence}: ${sentence(tie)}, ${many(words.items, tie.now)}`, onclick: () => open(tie, { focus: true }) },
      meter(tie.now / most),
      tie.items ? number.format(tie.now) : "–"));
}

function meter(part) {
  const bar = make("i", { class: "meter", "aria-hidden": "true" }, make("i"));
  bar.firstChild.style.width = `${Math.round(part * 100)}%`;
  return bar;
}

/** A tie as a sentence, its maker or owner first. */
function sentence({ from, to, dir, relation, label }) {
  const [a, b] = dir < 0 ? [to, from] : [from, to];
  const name = label || relations[relation]?.name;
  return dir ? `${a.label} → ${name} → ${b.label}` : `${a.label} – ${b.label}${name ? ` · ${name}` : ""}`;
}

function fact(facts, name, ...values) {
  facts.append(make("dt", {}, name), make("dd", { dir: "auto" }, ...values));
}

/** How many items: of the chosen days, and of all. */
function amount(thing) {
  return whole() || thing.now === thing.items ? number.format(thing.items) : say(words.of, number.format(thing.now), number.format(thing.items));
}

function change(facts, thing) {
  if (!thing.change || !map.before) return;
  fact(facts, words.before,
    say(words.beforeText, many(words.items, thing.before), stretch(...map.before)),
    make("span", { class: `change ${thing.change}` }, `${SIGN[thing.change] ?? "="} ${words.change[thing.change] ?? thing.change}`));
}

function list(names) {
  return names.slice(0, 30).join(chinese ? "、" : ", ") + (names.length > 30 ? " …" : "");
}

/** Fills a list with some, and puts a button for the rest under it. */
function atMost(all, most, each, into) {
  into.append(...all.slice(0, most).map(each));
  if (all.length <= most) return into;
  const more = make("button", { type: "button", class: "more" }, say(words.more, number.format(all.length)));
  more.addEventListener("click", () => {
    const rest = all.slice(most).map(each);
    more.parentElement.replaceWith(...rest);
    rest[0].querySelector("button, a")?.focus();
  });
  into.append(make("li", { class: "rest" }, more));
  return into;
}
