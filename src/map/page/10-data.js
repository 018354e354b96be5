// The map as the page holds it → entities that know their ties, ties that know their line.

// Marks that turn the direction of writing would turn what stands after a name as well; names of right-to-left scripts need none.
const TURNS = /[\u202a-\u202e\u2066-\u2069\u200e\u200f]/g;
const map = JSON.parse(document.getElementById("data").textContent, (_, value) => (typeof value === "string" ? value.replace(TURNS, "") : value));
const { kinds, relations } = map;
const entities = map.nodes;
const ties = map.edges;
const groups = map.groups ?? [];
const sources = map.sources ?? [];

const DAY = 86_400_000;
// A date without a time is UTC, so no time zone moves a day.
const start = map.period ? Date.parse(map.period[0]) : 0;
/** How many days the map is about; 0 when it has no dates. */
const span = map.period ? Math.round((Date.parse(map.period[1]) - start) / DAY) + 1 : 0;

/** The date of a day of the period, as `2026-01-05`. */
function date(offset) {
  return new Date(start + offset * DAY).toISOString().slice(0, 10);
}

/** Sums the items of the days `from` to `to`; `days` is offset, count, offset, count. */
function count(days, from, to) {
  let sum = 0;
  for (let i = 0; i + 1 < days.length; i += 2) {
    if (days[i] >= from && days[i] <= to) sum += days[i + 1];
  }
  return sum;
}

/** What a name is compared by: width and case do not count. */
function fold(text) {
  return text.normalize("NFKC").toLowerCase().trim();
}

entities.forEach((entity, number) => {
  entity.number = number;
  entity.ties = [];
  entity.aliases = (entity.aliases ?? []).filter((alias) => alias !== entity.label);
  entity.days ??= [];
  entity.lines ??= [entity.label];
  entity.names = [entity.label, entity.id, ...entity.aliases].map((name) => ({ name, folded: fold(name) }));
});

const between = new Map();
ties.forEach((tie, number) => {
  tie.number = number;
  tie.days ??= [];
  tie.claims ??= [];
  tie.sources ??= [];
  tie.from = entities[tie.a];
  tie.to = entities[tie.b];
  tie.from.ties.push(tie);
  if (tie.to !== tie.from) tie.to.ties.push(tie);
  const pair = `${Math.min(tie.a, tie.b)} ${Math.max(tie.a, tie.b)}`;
  if (!between.has(pair)) between.set(pair, []);
  between.get(pair).push(tie);
});

// Several ties of one pair bend apart; a tie alone is straight, which is quicker to draw and calmer to look at.
for (const several of between.values()) {
  several.forEach((tie, i) => {
    const bend = (i - (several.length - 1) / 2) * 34 * (tie.a < tie.b ? 1 : -1);
    tie.line = line(tie.from, tie.to, bend);
  });
}

/** The strongest first, centers before all: the order in which labels take their place. */
const strongest = [...entities].sort((a, b) => (b.center ? 1 : 0) - (a.center ? 1 : 0) || b.rank - a.rank || b.items - a.items || a.number - b.number);

const bounds = entities.reduce(
  (all, { x, y, w, h }) => ({
    left: Math.min(all.left, x - w / 2),
    top: Math.min(all.top, y - h / 2),
    right: Math.max(all.right, x + w / 2),
    bottom: Math.max(all.bottom, y + h / 2),
  }),
  { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity },
);
/** How far apart the entities are, on the whole. */
const spacing = Math.sqrt(((bounds.right - bounds.left) * (bounds.bottom - bounds.top)) / Math.max(entities.length, 1)) || 100;
if (!entities.length) Object.assign(bounds, { left: 0, top: 0, right: 100, bottom: 100 });

/** The line of a tie: where it leaves one box, its bending point, where it meets the other. */
function line(from, to, bend) {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = Math.hypot(dx, dy) || 1;
  const cx = (from.x + to.x) / 2 - (dy / length) * bend * 2;
  const cy = (from.y + to.y) / 2 + (dx / length) * bend * 2;
  const [x1, y1] = rim(from, cx, cy);
  const [x2, y2] = rim(to, cx, cy);
  const mx = bend ? (x1 + 2 * cx + x2) / 4 : (x1 + x2) / 2;
  const my = bend ? (y1 + 2 * cy + y2) / 4 : (y1 + y2) / 2;
  return { x1, y1, x2, y2, cx, cy, mx, my, bent: bend !== 0, length: Math.hypot(x2 - x1, y2 - y1) };
}

/** Where the line from the middle of an entity to a point leaves its box. */
function rim(entity, x, y) {
  const dx = x - entity.x;
  const dy = y - entity.y;
  if (!dx && !dy) return [entity.x, entity.y];
  const w = entity.w / 2 + 1.5;
  const h = entity.h / 2 + 1.5;
  const round = ["ellipse", "oval"].includes(kinds[entity.kind]?.shape);
  const part = round ? 1 / Math.hypot(dx / w, dy / h) : Math.min(w / Math.abs(dx || 1e-9), h / Math.abs(dy || 1e-9));
  return [entity.x + dx * Math.min(part, 1), entity.y + dy * Math.min(part, 1)];
}
