// Which names can be read from here → names that never lie on one another, the strongest first.

/** Smaller letters than this are left out, or drawn larger where there is room. */
const READABLE = 7.5;

function paintLabels(pen, eye, some, someTies) {
  const taken = places();
  pen.setTransform(eye.ratio, 0, 0, eye.ratio, 0, 0);
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  const spot = (x, y) => [(x - eye.x) * eye.k + eye.width / 2, (y - eye.y) * eye.k + eye.height / 2];
  const rest = [];
  for (const entity of some) {
    const size = entity.font * fitting(entity) * eye.k;
    if (entity.state === FAINT) continue;
    if (size < READABLE) rest.push(entity);
    else {
      const [x, y] = spot(entity.x, entity.y);
      taken.take(x, y, entity.w * eye.k, entity.h * eye.k);
      inside(pen, entity, x, y, size);
    }
  }
  if (eye.k < 0.75) groupNames(pen, eye, spot, taken);
  // The names that stand over their boxes: as many as there is room for, and no more than the eye wants.
  let most = 160;
  for (const entity of rest) {
    if (most === 0) break;
    const size = 10.5 + 3 * Math.sqrt(Math.min(Math.max(entity.rank, 0), 1));
    const text = shorten(entity.label, 28);
    const [x, y] = spot(entity.x, entity.y);
    pen.font = `600 ${size}px ${FAMILY}`;
    const width = entity.wide28 ??= pen.measureText(text).width / size;
    if (!taken.free(x, y, width * size + 12, size + 8)) continue;
    taken.take(x, y, width * size + 12, size + 8);
    halo(pen, text, x, y, theme.ink);
    most -= 1;
  }
  if (eye.k >= 0.8) tieNames(pen, eye, spot, taken, some, someTies);
}

/** Writes the lines of an entity into its shape. */
function inside(pen, entity, x, y, size) {
  const high = size * 1.22;
  pen.font = `${entity.center ? 600 : 500} ${size}px ${FAMILY}`;
  pen.fillStyle = theme.ink;
  entity.lines.forEach((text, i) => pen.fillText(text, x, y + (i - (entity.lines.length - 1) / 2) * high + size * 0.04));
}

/** How far the letters must shrink to stay in the box, for they were measured with another font. */
function fitting(entity) {
  if (entity.fitting) return entity.fitting;
  screen.font = `500 ${entity.font}px ${FAMILY}`;
  const widest = Math.max(...entity.lines.map((text) => screen.measureText(text).width), 1);
  const room = kinds[entity.kind]?.shape === "ellipse" ? entity.w * 0.86 : entity.w - 8;
  entity.fitting = Math.min(1, room / widest, (entity.h - 2) / (entity.lines.length * entity.font * 1.22));
  return entity.fitting;
}

function groupNames(pen, eye, spot, taken) {
  const large = Math.min(Math.max(eye.k * 30, 12.5), 16);
  pen.font = `650 ${large}px ${FAMILY}`;
  for (const group of [...groups].sort((a, b) => (b.box?.size ?? 0) - (a.box?.size ?? 0))) {
    if (!group.box || group.box.size < 3 || (group.box.right - group.box.left) * eye.k < 70) continue;
    const text = shorten(group.name, 34);
    const [x, y] = spot(group.box.sum / group.box.size, group.box.top);
    const width = pen.measureText(text).width + 16;
    if (!taken.free(x, y, width, large + 8)) continue;
    taken.take(x, y, width, large + 8);
    halo(pen, text, x, y, mix(group.colour, theme.ink, 0.42));
  }
}

/** Says what is claimed, along the ties that are long enough for it. */
function tieNames(pen, eye, spot, taken, some, someTies) {
  if (someTies.length > 1500) return;
  for (const { x, y, w, h } of some) taken.take(...spot(x, y), w * eye.k, h * eye.k);
  const size = Math.min(Math.max(10 * eye.k, 10.5), 13);
  pen.font = `${size}px ${FAMILY}`;
  for (const tie of someTies) {
    if (!tie.label || tie.line.length * eye.k < 50) continue;
    const [x, y] = spot(tie.line.mx, tie.line.my);
    const text = shorten(tie.label, 24);
    const width = pen.measureText(text).width + 6;
    if (width > tie.line.length * eye.k || !taken.free(x, y, width, size + 4)) continue;
    taken.take(x, y, width, size + 4);
    halo(pen, text, x, y, theme.soft);
  }
}

function halo(pen, text, x, y, colour) {
  pen.strokeStyle = theme.paper;
  pen.lineWidth = 3.5;
  pen.globalAlpha = 0.9;
  pen.strokeText(text, x, y);
  pen.globalAlpha = 1;
  pen.fillStyle = colour;
  pen.fillText(text, x, y);
}

function shorten(text, most) {
  const letters = [...text];
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : text;
}

/** The places already written on, by cells, so that asking stays quick. */
function places() {
  const CELL = 64;
  const cells = new Map();
  const each = (x, y, w, h, visit) => {
    for (let i = Math.floor((x - w / 2) / CELL); i <= Math.floor((x + w / 2) / CELL); i += 1) {
      for (let j = Math.floor((y - h / 2) / CELL); j <= Math.floor((y + h / 2) / CELL); j += 1) {
        if (visit(i * 65_536 + j)) return true;
      }
    }
    return false;
  };
  const over = (a, x, y, w, h) => Math.abs(a[0] - x) * 2 < a[2] + w && Math.abs(a[1] - y) * 2 < a[3] + h;
  return {
    free: (x, y, w, h) => !each(x, y, w, h, (cell) => cells.get(cell)?.some((a) => over(a, x, y, w, h))),
    take: (x, y, w, h) => each(x, y, w, h, (cell) => {
      if (cells.has(cell)) cells.get(cell).push([x, y, w, h]);
      else cells.set(cell, [[x, y, w, h]]);
    }),
  };
}
