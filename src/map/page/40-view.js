// Where the eye is: the point of the map in the middle of the stage, and how near.

const canvas = at("canvas");
const screen = canvas.getContext("2d", { alpha: false });
const stage = at("stage");
const view = { x: 0, y: 0, k: 1, width: 1, height: 1, ratio: 1 };
const NEAREST = 6;
let farthest = 0.02;
let moved = -Infinity;

/** From the stage to the map. */
function toMap(x, y) {
  return [(x - view.width / 2) / view.k + view.x, (y - view.height / 2) / view.k + view.y];
}

/** From the map to the stage. */
function toStage(x, y) {
  return [(x - view.x) * view.k + view.width / 2, (y - view.y) * view.k + view.height / 2];
}

/** Moves the eye, not farther than the map reaches. */
function look(x, y, k) {
  view.k = Math.min(Math.max(k, farthest), NEAREST);
  view.x = Math.min(Math.max(x, bounds.left), bounds.right);
  view.y = Math.min(Math.max(y, bounds.top), bounds.bottom);
  moved = performance.now();
  frame();
}

/** Zooms, the point under x, y staying where it is. */
function zoom(factor, x = view.width / 2, y = view.height / 2) {
  const [mx, my] = toMap(x, y);
  const k = Math.min(Math.max(view.k * factor, farthest), NEAREST);
  look(mx - (x - view.width / 2) / k, my - (y - view.height / 2) / k, k);
}

function pan(dx, dy) {
  look(view.x - dx / view.k, view.y - dy / view.k, view.k);
}

let flight = 0;

/** Goes there in a short glide, or at once for those who asked for less motion. */
function fly(x, y, k, time = 420) {
  cancelAnimationFrame(flight);
  if (still.matches || time === 0) return look(x, y, k);
  const from = { ...view };
  const begun = performance.now();
  const step = (now) => {
    const t = Math.min(Math.max((now - begun) / time, 0), 1);
    const e = 1 - (1 - t) ** 3;
    const near = from.k * (k / from.k) ** e;
    // The place moves with the nearness, so that the glide is even to the eye.
    const p = Math.abs(k - from.k) < 1e-6 ? e : (1 / from.k - 1 / near) / (1 / from.k - 1 / k);
    look(from.x + (x - from.x) * p, from.y + (y - from.y) * p, near);
    if (t < 1) flight = requestAnimationFrame(step);
  };
  flight = requestAnimationFrame(step);
}

function land() {
  cancelAnimationFrame(flight);
}

/** What lies over the stage, as widths at its four sides. */
function covered() {
  const free = { left: 24, top: 24, right: 24, bottom: 24 };
  const phone = matchMedia("(max-width: 720px)").matches;
  const { width, height } = view;
  const box = (id) => (at(id).hidden || !at(id).offsetWidth ? null : at(id));
  if (box("period")) free.bottom = height - at("period").offsetTop + 12;
  if (phone) {
    free.left = free.right = free.top = 14;
    if (box("panel")) free.bottom = Math.max(free.bottom, height - at("panel").offsetTop + 12);
  } else {
    if (box("filters")) free.left = at("filters").offsetLeft + at("filters").offsetWidth + 20;
    if (box("panel")) free.right = width - at("panel").offsetLeft + 20;
    else free.right = width - at("zoom").offsetLeft + 12;
  }
  return free;
}

/** Shows a part of the map in what is free of the stage. */
function frameOn(part, time, nearest = NEAREST) {
  const free = covered();
  const width = Math.max(view.width - free.left - free.right, 80);
  const height = Math.max(view.height - free.top - free.bottom, 80);
  const k = Math.min(width / Math.max(part.right - part.left, 1), height / Math.max(part.bottom - part.top, 1), nearest);
  const x = (part.left + part.right) / 2 - (free.left - free.right) / 2 / k;
  const y = (part.top + part.bottom) / 2 - (free.top - free.bottom) / 2 / k;
  fly(x, y, Math.max(k, farthest), time);
}

function fit(time) {
  frameOn({ left: bounds.left - 14, top: bounds.top - 14, right: bounds.right + 14, bottom: bounds.bottom + 14 }, time, 1.6);
}

/** Goes to an entity: with all its neighbours where their names can still be read, else near enough to read its own. */
function goto(entity, time) {
  const neighbours = entity.ties.filter((tie) => tie.state).flatMap(({ from, to }) => [from, to]);
  const around = [entity, ...neighbours].reduce((all, { x, y, w, h }) => ({
    left: Math.min(all.left, x - w / 2 - 12), right: Math.max(all.right, x + w / 2 + 12), top: Math.min(all.top, y - h / 2 - 12), bottom: Math.max(all.bottom, y + h / 2 + 12),
  }), { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity });
  const free = covered();
  const whole = Math.min((view.width - free.left - free.right) / (around.right - around.left), (view.height - free.top - free.bottom) / (around.bottom - around.top));
  if (whole * entity.font > 9) return frameOn(around, time, Math.max(1.2, 13 / entity.font));
  const near = Math.max(view.k, Math.min(15 / entity.font, 1.6));
  const [w, h] = [Math.max(entity.w, 420 / near), Math.max(entity.h, 260 / near)];
  frameOn({ left: entity.x - w / 2, right: entity.x + w / 2, top: entity.y - h / 2, bottom: entity.y + h / 2 }, time, near);
}

/** Moves the map a little where the panel would lie on what was clicked. */
function uncover(thing) {
  const free = covered();
  const [x, y] = thing.from ? toStage(thing.line.mx, thing.line.my) : toStage(thing.x, thing.y);
  const side = 40;
  const by = (at, low, high) => (high - low < 2 * side ? (low + high) / 2 - at : Math.min(Math.max(at, low + side), high - side) - at);
  const dx = by(x, free.left, view.width - free.right);
  const dy = by(y, free.top, view.height - free.bottom);
  if (dx || dy) fly(view.x - dx / view.k, view.y - dy / view.k, view.k);
}

/** Goes to a tie, so that both ends can be seen. */
function gotoTie({ from, to }, time) {
  frameOn({
    left: Math.min(from.x - from.w / 2, to.x - to.w / 2) - 40,
    right: Math.max(from.x + from.w / 2, to.x + to.w / 2) + 40,
    top: Math.min(from.y - from.h / 2, to.y - to.h / 2) - 40,
    bottom: Math.max(from.y + from.h / 2, to.y + to.h / 2) + 40,
  }, time, Math.max(view.k, 1));
}

/** Fits the canvas to its place, keeping what is in the middle there. */
function resize() {
  const ratio = Math.min(window.devicePixelRatio || 1, 3);
  const { clientWidth, clientHeight } = stage;
  if (clientWidth === view.width && clientHeight === view.height && ratio === view.ratio) return;
  Object.assign(view, { width: clientWidth, height: clientHeight, ratio });
  canvas.width = Math.max(1, Math.round(clientWidth * ratio));
  canvas.height = Math.max(1, Math.round(clientHeight * ratio));
  const whole = Math.min(clientWidth / (bounds.right - bounds.left + 60), clientHeight / (bounds.bottom - bounds.top + 60));
  farthest = Math.min(Math.max(whole * 0.4, 0.004), 0.5);
  stale();
}
