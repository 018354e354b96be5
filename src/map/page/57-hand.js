// Mouse, fingers and keys → the eye moves, things are pointed at, opened and closed.

const pointers = new Map();
let drag = null;
let tapped = { time: 0, thing: null };

function place(event) {
  const box = canvas.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
}

const reachOf = (event) => (event.pointerType === "mouse" ? 6 : 18);

canvas.addEventListener("pointerdown", (event) => {
  if (event.button > 0) return;
  land();
  // A pointer that is no longer down, or made by a script, cannot be captured; the drag works within the canvas then.
  try {
    canvas.setPointerCapture(event.pointerId);
  } catch {}
  const [x, y] = place(event);
  pointers.set(event.pointerId, { x, y });
  drag = pointers.size === 1 ? { x, y, far: 0 } : { far: Infinity, pinch: pinch() };
});

canvas.addEventListener("pointermove", (event) => {
  const [x, y] = place(event);
  const pointer = pointers.get(event.pointerId);
  if (!pointer) return hover(pick(x, y, reachOf(event)), x, y);
  const [dx, dy] = [x - pointer.x, y - pointer.y];
  Object.assign(pointer, { x, y });
  if (pointers.size > 1) return spread();
  drag.far = Math.max(drag.far, Math.hypot(x - drag.x, y - drag.y));
  // A hand that clicks trembles a little.
  if (drag.far < (event.pointerType === "mouse" ? 3 : 8)) return;
  canvas.classList.add("dragged");
  hover(null);
  pan(dx, dy);
});

function release(event) {
  const down = pointers.delete(event.pointerId);
  canvas.classList.remove("dragged");
  if (pointers.size) {
    const [left] = pointers.values();
    drag = { ...left, far: Infinity };
    return;
  }
  if (down && event.type === "pointerup" && drag && drag.far < (event.pointerType === "mouse" ? 3 : 8)) tap(event);
  drag = null;
}
canvas.addEventListener("pointerup", release);
canvas.addEventListener("pointercancel", release);
canvas.addEventListener("pointerleave", () => hover(null));

function pinch() {
  const [a, b] = pointers.values();
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, wide: Math.hypot(a.x - b.x, a.y - b.y) || 1 };
}

/** Two fingers: their middle moves the map, their distance zooms it. */
function spread() {
  const now = pinch();
  const before = drag.pinch ?? now;
  drag.pinch = now;
  const [mx, my] = toMap(before.x, before.y);
  const k = Math.min(Math.max(view.k * (now.wide / before.wide), farthest), NEAREST);
  look(mx - (now.x - view.width / 2) / k, my - (now.y - view.height / 2) / k, k);
}

function tap(event) {
  const [x, y] = place(event);
  const thing = pick(x, y, reachOf(event));
  const again = event.timeStamp - tapped.time < 350 && (thing === tapped.thing || thing === null);
  if (again) {
    if (thing && !thing.from) frameOn(nearby(thing), undefined, Math.max(view.k * 1.8, 1.3));
    else zoom(1.8, x, y);
  } else if (thing) open(thing, { place: false });
  else close();
  tapped = again ? { time: 0, thing: null } : { time: event.timeStamp, thing };
  if (event.pointerType !== "mouse") hover(null);
}

/** The box of an entity with some space around. */
function nearby({ x, y, w, h }) {
  return { left: x - w / 2 - 120, right: x + w / 2 + 120, top: y - h / 2 - 90, bottom: y + h / 2 + 90 };
}

canvas.addEventListener("wheel", (event) => {
  event.preventDefault();
  land();
  const unit = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1;
  // A pinch on a touchpad arrives as a wheel with control held, in smaller steps.
  const step = Math.min(Math.max(event.deltaY * unit * (event.ctrlKey ? 0.01 : 0.0016), -0.5), 0.5);
  zoom(Math.exp(-step), ...place(event));
}, { passive: false });

const PACE = 80;
const KEYS = {
  ArrowLeft: () => pan(PACE, 0),
  ArrowRight: () => pan(-PACE, 0),
  ArrowUp: () => pan(0, PACE),
  ArrowDown: () => pan(0, -PACE),
  "+": () => zoom(1.3),
  "=": () => zoom(1.3),
  "-": () => zoom(1 / 1.3),
  0: () => fit(),
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented) return escape();
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/" && !event.target.matches("input")) {
    event.preventDefault();
    at("search").focus();
  }
  // In a field, or in a part that scrolls, the keys mean something else.
  if (event.target !== canvas && event.target !== document.body) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  land();
  act();
});

function escape() {
  if (!at("panel").hidden) close();
  else if (narrow.matches && stage.classList.contains("filtering")) showFilters(false);
}

const tip = at("tip");

/** Points at an entity, a tie or nothing. */
function hover(thing, x, y) {
  canvas.style.cursor = thing ? "pointer" : "";
  tip.hidden = !thing;
  if (thing) {
    tip.replaceChildren(
      make("b", {}, thing.from ? sentence(thing) : thing.label || thing.id),
      make("span", {}, thing.from ? many(words.items, thing.now) : `${kindOf(thing)} · ${many(words.items, thing.now)}`),
    );
    const left = Math.min(x + 14, view.width - tip.offsetWidth - 8);
    const top = y + 22 + tip.offsetHeight > view.height ? y - tip.offsetHeight - 10 : y + 18;
    tip.style.transform = `translate(${Math.max(left, 8)}px, ${Math.max(top, 8)}px)`;
  }
  if (thing === hovered) return;
  hovered = thing;
  frame();
}
