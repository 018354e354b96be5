// What is shown, as seen from a place → a sheet with ties, entities and labels. A sheet is kept while the map moves.

/** Paints all that is shown. `eye` has the place, the nearness, the size in CSS pixels and the ratio of the device. */
function paint(pen, eye) {
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.globalAlpha = 1;
  pen.fillStyle = theme.paper;
  pen.fillRect(0, 0, eye.width * eye.ratio, eye.height * eye.ratio);
  toPlace(pen, eye);
  layTint(pen);
  const seen = sight(eye);
  const someTies = ties.filter((tie) => tie.state && lineSeen(tie, seen));
  const someEntities = strongest.filter((entity) => entity.state && boxSeen(entity, seen));
  paintTies(pen, someTies, eye.k, 1);
  paintEntities(pen, someEntities, eye.k);
  paintLabels(pen, eye, someEntities, someTies, groups);
  return someTies.length + someEntities.length;
}

/** The part of the map that is seen from a place. */
function sight({ x, y, k, width, height }) {
  return { left: x - width / 2 / k, right: x + width / 2 / k, top: y - height / 2 / k, bottom: y + height / 2 / k };
}

function toPlace(pen, { x, y, k, width, height, ratio }) {
  pen.setTransform(k * ratio, 0, 0, k * ratio, (width / 2 - x * k) * ratio, (height / 2 - y * k) * ratio);
}

function boxSeen({ x, y, w, h }, { left, right, top, bottom }) {
  return x + w > left && x - w < right && y + h > top && y - h < bottom;
}

function lineSeen({ line }, { left, right, top, bottom }) {
  return Math.max(line.x1, line.x2, line.cx) > left && Math.min(line.x1, line.x2, line.cx) < right
    && Math.max(line.y1, line.y2, line.cy) > top && Math.min(line.y1, line.y2, line.cy) < bottom;
}

/** The colour of a tie: what changed, else whether something is claimed. */
function hue(tie) {
  if (tie.change === "new") return theme.new;
  if (tie.change === "gone") return theme.gone;
  return relations[tie.relation]?.id === "co_mention" ? theme.tie : theme.claim;
}

const DASH = [5, 4];
/** Longer paths than this are slower to paint than several short ones. */
const BATCH = 48;

/** Paints ties, those of one look together. */
function paintTies(pen, some, k, strength) {
  const looks = new Map();
  for (const tie of some) {
    const colour = hue(tie);
    const dashed = tie.dashed || tie.change === "gone";
    const width = Math.min(Math.max(Math.round(tie.across * k * 2) / 2, 0.5), 9);
    const key = `${colour} ${dashed} ${width}`;
    if (!looks.has(key)) looks.set(key, { colour, dashed, width, ties: [] });
    looks.get(key).ties.push(tie);
  }
  pen.lineCap = "butt";
  // Thin ones of a crowd recede, or the far view would be one grey felt.
  const crowd = some.length > 600 && k < 0.5 ? Math.max(0.3, 1 - some.length / 4000) : 1;
  for (const { colour, dashed, width, ties: alike } of [...looks.values()].sort((a, b) => a.width - b.width)) {
    pen.strokeStyle = colour;
    pen.globalAlpha = Math.min(strength * Math.min(0.5 + width * 0.12, 0.85) * (width < 1.5 ? crowd : 1), 1);
    pen.lineWidth = width / k;
    pen.setLineDash(dashed ? DASH.map((part) => part * Math.max(1, 0.6 / k)) : []);
    for (let i = 0; i < alike.length; i += BATCH) {
      pen.beginPath();
      for (const { line } of alike.slice(i, i + BATCH)) {
        pen.moveTo(line.x1, line.y1);
        if (line.bent) pen.quadraticCurveTo(line.cx, line.cy, line.x2, line.y2);
        else pen.lineTo(line.x2, line.y2);
      }
      pen.stroke();
    }
    pen.setLineDash([]);
    if (k < 0.3 && strength === 1) continue;
    pen.fillStyle = colour;
    pen.globalAlpha = Math.min(strength, 1);
    for (const tie of alike) if (tie.dir) arrow(pen, tie, Math.max(2.6 + width * 0.9, 4) / Math.max(k, 0.5));
  }
  pen.globalAlpha = 1;
}

function arrow(pen, { line, dir }, size) {
  const [x, y] = dir > 0 ? [line.x2, line.y2] : [line.x1, line.y1];
  const turn = Math.atan2(y - line.cy, x - line.cx);
  pen.beginPath();
  pen.moveTo(x, y);
  for (const side of [1, -1]) pen.lineTo(x - size * 2 * Math.cos(turn + side * 0.36), y - size * 2 * Math.sin(turn + side * 0.36));
  pen.fill();
}

/** From so far away a box is a dot, in the stronger colour of its rim, or nothing of the kind would be seen. */
const DOT = 6;

function paintDots(pen, some, k) {
  const alike = new Map();
  // Where they stand close, they are small enough to stand apart.
  const part = Math.min(1, (spacing * k) / 9);
  for (const entity of some) {
    const colour = entity.state === FAINT ? theme.tie : theme.dot(kinds[entity.kind].fill);
    if (!alike.has(colour)) alike.set(colour, []);
    alike.get(colour).push(entity);
  }
  for (const [colour, dots] of alike) {
    pen.fillStyle = colour;
    for (let i = 0; i < dots.length; i += BATCH) {
      pen.beginPath();
      for (const { x, y, rank, state } of dots.slice(i, i + BATCH)) {
        const size = state === FAINT ? 0.8 / k : (2.1 * part + 4 * Math.sqrt(Math.max(rank, 0)) * Math.max(part, 0.5)) / k;
        pen.moveTo(x + size, y);
        pen.arc(x, y, size, 0, 2 * Math.PI);
      }
      pen.fill();
    }
  }
}

/** Paints entities, those of one look together. */
function paintEntities(pen, all, k) {
  const some = all.filter(({ h }) => h * k >= DOT);
  if (some.length < all.length) paintDots(pen, all.filter(({ h }) => h * k < DOT), k);
  const looks = new Map();
  for (const entity of some) {
    const look = entity.state === FAINT ? "faint" : entity.center ? "center" : entity.change === "gone" ? "gone" : entity.change === "new" ? "new" : "";
    const key = `${entity.kind} ${look}`;
    if (!looks.has(key)) looks.set(key, { kind: kinds[entity.kind], look, entities: [] });
    looks.get(key).entities.push(entity);
  }
  for (const { kind, look, entities: alike } of looks.values()) {
    pen.fillStyle = look === "gone" ? theme.paper : theme.fill(kind.fill);
    pen.strokeStyle = { center: theme.ink, new: theme.new, gone: theme.gone }[look] ?? theme.rim(kind.fill);
    pen.lineWidth = { center: 2.2, new: 1.8, gone: 1.2 }[look] ?? Math.min(1, 0.75 / k);
    if (look === "center") pen.lineWidth = Math.max(2.2, 1.8 / k);
    pen.setLineDash(look === "gone" ? [4, 3] : kind.shape === "plaintext" ? [2.5, 2.5] : []);
    for (let i = 0; i < alike.length; i += BATCH) {
      pen.beginPath();
      for (const { x, y, w, h } of alike.slice(i, i + BATCH)) outline(pen, kind.shape, x, y, w, h);
      if (look !== "faint") {
        pen.fill();
        if (k > 0.16) pen.stroke();
      } else {
        pen.globalAlpha = 0.3;
        pen.stroke();
        pen.globalAlpha = 1;
      }
    }
  }
  pen.setLineDash([]);
  if (k > 0.45) for (const entity of some) if (entity.change && entity.state === SHOWN && entity.change !== "steady") badge(pen, entity);
}

const SIGN = { new: "+", grown: "↑", shrunk: "↓", gone: "×" };

/** Says the change at the corner of an entity, by a sign and not by colour alone. */
function badge(pen, { x, y, w, h, change }) {
  pen.beginPath();
  pen.arc(x + w / 2 - 2, y - h / 2, 6.5, 0, 2 * Math.PI);
  pen.fillStyle = change === "new" ? theme.new : change === "gone" ? theme.gone : theme.soft;
  pen.fill();
  pen.lineWidth = 1.2;
  pen.strokeStyle = theme.paper;
  pen.stroke();
  pen.fillStyle = theme.paper;
  pen.font = `700 10px ${FAMILY}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(SIGN[change] ?? "", x + w / 2 - 2, y - h / 2 + 0.6);
}
