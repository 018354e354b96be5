// One picture on the stage: the kept sheet, moved to where the eye is, and over it what stands out.

const sheet = { canvas: document.createElement("canvas"), ready: false, amount: 0, printed: 0 };
sheet.pen = sheet.canvas.getContext("2d", { alpha: false });
/** From so many things on, a moving map is the sheet moved, painted anew only when it no longer covers the stage. */
const MANY = 350;
const SETTLED = 130;
/** And no sooner than so many milliseconds after the last time: its edges may stay empty for that long. */
const PAUSE = 180;

let asked = 0;
let settling = 0;
/** What the mouse is over, and what the panel is about: an entity or a tie. */
let hovered = null;
let selected = null;
let dim = 0;

/** Asks for a picture; several asks before the next one are one. */
function frame() {
  asked ||= requestAnimationFrame(show);
}

/** Says that what is shown is no longer what the sheet shows. */
function stale() {
  sheet.ready = false;
  frame();
}

function show() {
  asked = 0;
  const moving = performance.now() - moved < SETTLED;
  if (!sheet.ready || (!same() && !(moving && sheet.amount > MANY && (covers() || performance.now() - sheet.printed < PAUSE)))) print(moving);
  if (moving && sheet.amount > MANY) {
    clearTimeout(settling);
    settling = setTimeout(frame, SETTLED + 10);
  }
  const focus = hovered ?? selected;
  const target = focus ? 0.72 : 0;
  dim = still.matches || Math.abs(target - dim) < 0.03 ? target : dim + (target - dim) * 0.4;
  screen.setTransform(1, 0, 0, 1, 0, 0);
  screen.globalAlpha = 1;
  screen.fillStyle = theme.paper;
  screen.fillRect(0, 0, canvas.width, canvas.height);
  const part = view.k / sheet.k;
  const size = view.ratio * part;
  screen.globalAlpha = 1 - dim;
  screen.imageSmoothingEnabled = part !== 1 || sheet.ratio !== view.ratio;
  screen.drawImage(
    sheet.canvas,
    (view.width / 2) * view.ratio - ((view.x - sheet.x) * sheet.k + sheet.width / 2) * size,
    (view.height / 2) * view.ratio - ((view.y - sheet.y) * sheet.k + sheet.height / 2) * size,
    sheet.width * size,
    sheet.height * size,
  );
  screen.globalAlpha = 1;
  if (focus) standOut(focus);
  if (dim !== target) frame();
}

function same() {
  return sheet.x === view.x && sheet.y === view.y && sheet.k === view.k && sheet.ratio === view.ratio;
}

/** Whether the sheet, as it is, still fills the stage and is not stretched too far. */
function covers() {
  const part = view.k / sheet.k;
  if (part > 2.2 || part < 0.45) return false;
  const room = (side) => ((side / 2) * (1 / part));
  const over = (now, then, side, full) => Math.abs(now - then) * sheet.k + room(side) <= full / 2 + 1;
  const wholeX = sheet.x - sheet.width / 2 / sheet.k <= bounds.left - 80 && sheet.x + sheet.width / 2 / sheet.k >= bounds.right + 80;
  const wholeY = sheet.y - sheet.height / 2 / sheet.k <= bounds.top - 80 && sheet.y + sheet.height / 2 / sheet.k >= bounds.bottom + 80;
  // Beyond the whole map there is nothing to miss.
  return (wholeX || over(view.x, sheet.x, view.width, sheet.width)) && (wholeY || over(view.y, sheet.y, view.height, sheet.height));
}

/** Paints the sheet for where the eye is, wider than the stage where moving it will pay. */
function print(moving) {
  const wide = sheet.amount > MANY && moving ? 1.7 : 1;
  Object.assign(sheet, {
    x: view.x,
    y: view.y,
    k: view.k,
    ready: true,
    // What moves need not be sharp.
    ratio: wide > 1 ? Math.min(view.ratio, 1.5) : view.ratio,
    width: Math.ceil(view.width * wide),
    height: Math.ceil(view.height * wide),
  });
  const [width, height] = [Math.round(sheet.width * sheet.ratio), Math.round(sheet.height * sheet.ratio)];
  // A canvas that keeps its size keeps its memory.
  if (sheet.canvas.width !== width || sheet.canvas.height !== height) Object.assign(sheet.canvas, { width, height });
  sheet.amount = paint(sheet.pen, sheet);
  sheet.printed = performance.now();
}

/** Paints an entity with its neighbours, or a tie with its ends, over the dimmed rest. */
function standOut(focus) {
  const seen = sight(view);
  const some = (focus.from ? [focus] : focus.ties).filter((tie) => tie.state && lineSeen(tie, seen));
  const near = new Set(focus.from ? [focus.from, focus.to] : [focus]);
  for (const tie of some) near.add(tie.from).add(tie.to);
  toPlace(screen, view);
  paintTies(screen, some, view.k, 1.2);
  const order = [...near].filter((entity) => entity.state && boxSeen(entity, seen)).sort((a, b) => (b === focus) - (a === focus) || b.rank - a.rank);
  paintEntities(screen, order, view.k);
  screen.lineWidth = Math.max(2.4, 2 / view.k);
  screen.strokeStyle = theme.accent;
  screen.beginPath();
  if (!focus.from) outline(screen, kinds[focus.kind].shape, focus.x, focus.y, focus.w, focus.h);
  screen.stroke();
  paintLabels(screen, view, order, some, []);
}
