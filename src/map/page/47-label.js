// Which names can be read from here → names that never lie on one another, the strongest first.

/** Smaller letters than this are left out, or drawn larger where there is room. */
const READABLE = 6.6;

/** Writes the names of entities and groups, and what is claimed along ties. */
function paintLabels(pen, eye, some, someTies, someGroups) {
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
  // From afar the groups come first, for their names say more than that of one entity; nearer, the entities speak for themselves.
  const far = rest.length > 150;
  if (far) groupNames(pen, eye, spot, taken, someGroups);
  // Names too small for their boxes stand under them: as many as there is room for, and no more than the eye wants.
  let most = 140;
  // Among names that stand in their boxes, one under its box is no louder than they are.
  const amid = some.length - rest.length > rest.length;
  for (const entity of rest) {
    if (most === 0) break;
    const size = amid ? 9.5 : 10.5 + 3 * Math.sqrt(Math.min(Math.max(entity.rank, 0), 1));
    const text = shorten(entity.label, 28);
    const [x, middle] = spot(entity.x, entity.y);
    pen.font = `${entity.center ? 650 : amid ? 450 : 550} ${size}px ${FAMILY}`;
    entity.wide ??= pen.measureText(text).width / size;
    const [wide, high] = [entity.wide * size + 10, size + 5];
    const off = (entity.h / 2) * eye.k + size / 2 + 2;
    const y = [middle + off, middle - off].find((y) => taken.free(x, y, wide, high));
    if (y === undefined) continue;
    taken.take(x, y, wide, high);
    // Neither does a name lie on the box of one that is stronger.
    if (entity.h * eye.k > 5) taken.take(x, middle, entity.w * eye.k * 0.8, entity.h * eye.k * 0.8);
    halo(pen, text, x, y, theme.ink);
    most -= 1;
  }
  if (!far && eye.k < 0.9) groupNames(pen, eye, spot, taken, someGroups, some);
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
  const room = ["ellipse", "oval", "hexagon"].includes(kinds[entity.kind]?.shape) ? entity.w * 0.86 : entity.w - 8;
  entity.fitting = Math.min(1, room / widest, (entity.h - 2) / (entity.lines.length * entity.font * 1.22));
  return entity.fitting;
}

/** Names the groups over their tints; `some` are entities whose boxes are to be kept clear. */
function groupNames(pen, eye, spot, taken, someGroups, some = []) {
  for (const { x, y, w, h } of some) taken.take(...spot(x, y), w * eye.k, h * eye.k);
  const large = some.length ? 12 : eye.width < 600 ? 13 : 15;
  pen.font = `${some.length ? 500 : 650} ${large}px ${FAMILY}`;
  for (const group of [...someGroups].sort((a, b) => (b.box?.size ?? 0) - (a.box?.size ?? 0))) {
    if (!group.box || group.box.size < 3 || (group.box.right - group.box.left) * eye.k < 70) continue;
    const text = shorten(group.name, eye.width < 600 ? 22 : 34);
    const [middle, y] = spot(group.box.sum / group.box.size, group.box.top);
    const width = pen.measureText(text).width + 16;
    if (middle < 0 || middle > eye.width) continue;
    // A group at the side of the stage keeps its name within it.
    const x = width > eye.width ? middle : Math.min(Math.max(middle, width / 2), eye.width - width / 2);
    if (!taken.free(x, y, width, large + 8)) continue;
    taken.take(x, y, width, large + 8);
    halo(pen, text, x, y, mix(group.colour, theme.ink, some.length ? 0.5 : 0.42));
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
