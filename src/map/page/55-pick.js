// A point of the stage → the entity or the tie there, by the cells of a grid over the map.

const CELL = 160;
const grid = new Map();

function cell(x, y) {
  const key = `${Math.floor(x / CELL)} ${Math.floor(y / CELL)}`;
  if (!grid.has(key)) grid.set(key, { entities: [], ties: new Set() });
  return grid.get(key);
}

for (const entity of entities) {
  const { x, y, w, h } = entity;
  for (let i = Math.floor((x - w / 2) / CELL); i <= Math.floor((x + w / 2) / CELL); i += 1) {
    for (let j = Math.floor((y - h / 2) / CELL); j <= Math.floor((y + h / 2) / CELL); j += 1) cell(i * CELL, j * CELL).entities.push(entity);
  }
}
for (const tie of ties) {
  const steps = Math.ceil((tie.line.length + 40) / (CELL / 3));
  for (let i = 0; i <= steps; i += 1) cell(...along(tie.line, i / steps)).ties.add(tie);
}

/** A point of a line, `t` from 0 to 1. */
function along({ x1, y1, x2, y2, cx, cy, bent }, t) {
  if (!bent) return [x1 + (x2 - x1) * t, y1 + (y2 - y1) * t];
  const s = 1 - t;
  return [s * s * x1 + 2 * s * t * cx + t * t * x2, s * s * y1 + 2 * s * t * cy + t * t * y2];
}

/** What is at a point of the stage; `reach` is how near, in pixels, counts as there. */
function pick(sx, sy, reach) {
  const [x, y] = toMap(sx, sy);
  const slack = reach / view.k;
  const found = { tie: null, entity: null, nearTie: slack, nearEntity: slack };
  const far = Math.min(Math.ceil(slack / CELL), 3);
  for (let i = -far; i <= far; i += 1) {
    for (let j = -far; j <= far; j += 1) {
      const here = grid.get(`${Math.floor(x / CELL) + i} ${Math.floor(y / CELL) + j}`);
      if (here) nearest(here, x, y, found);
    }
  }
  return found.entity ?? found.tie;
}

function nearest(here, x, y, found) {
  for (const entity of here.entities) {
    if (entity.state !== SHOWN) continue;
    const away = Math.hypot(Math.max(Math.abs(x - entity.x) - entity.w / 2, 0), Math.max(Math.abs(y - entity.y) - entity.h / 2, 0));
    // A finger may miss a box by half its width, a mouse by little.
    if (away < found.nearEntity * 0.5 || away === 0) Object.assign(found, { entity, nearEntity: away });
  }
  for (const tie of here.ties) {
    if (tie.state !== SHOWN) continue;
    const away = distance(tie.line, x, y);
    if (away < found.nearTie) Object.assign(found, { tie, nearTie: away });
  }
}

function distance(line, x, y) {
  const parts = line.bent ? 10 : 1;
  let least = Infinity;
  let [ax, ay] = along(line, 0);
  for (let i = 1; i <= parts; i += 1) {
    const [bx, by] = along(line, i / parts);
    const square = (bx - ax) ** 2 + (by - ay) ** 2;
    const t = square ? Math.min(Math.max(((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / square, 0), 1) : 0;
    least = Math.min(least, Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)));
    [ax, ay] = [bx, by];
  }
  return least;
}
