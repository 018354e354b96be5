// The groups → a soft tint behind their entities, painted once for each choice and stretched afterwards.

const tint = { canvas: document.createElement("canvas"), scale: 1, wanted: true };
const TINT_SIDE = 1400;
const MARGIN = 60;

function paintTint() {
  tint.wanted = false;
  const width = bounds.right - bounds.left + 2 * MARGIN;
  const height = bounds.bottom - bounds.top + 2 * MARGIN;
  tint.scale = Math.min(TINT_SIDE / Math.max(width, height), 1);
  tint.canvas.width = Math.ceil(width * tint.scale);
  tint.canvas.height = Math.ceil(height * tint.scale);
  const pen = tint.canvas.getContext("2d");
  pen.setTransform(tint.scale, 0, 0, tint.scale, (MARGIN - bounds.left) * tint.scale, (MARGIN - bounds.top) * tint.scale);
  pen.lineCap = "round";
  // Crowded maps get narrower tints, or one would hide the next.
  const wide = entities.length > 400 ? 14 : 26;
  groups.forEach((group, at) => {
    pen.beginPath();
    for (const { group: of, state, x, y, w, h } of entities) {
      if (of === at && state === SHOWN) rounded(pen, x - w / 2 - wide, y - h / 2 - wide, w + 2 * wide, h + 2 * wide, wide + h / 3);
    }
    const colour = theme.name === "dark" ? mix(group.colour, "#ffffff", 0.6) : group.colour;
    pen.fillStyle = colour;
    pen.fill();
    // The ties within the group join its islands.
    pen.beginPath();
    for (const { from, to, line, state } of ties) {
      if (state === SHOWN && from.group === at && to.group === at && line.length < 420) {
        pen.moveTo(from.x, from.y);
        pen.lineTo(to.x, to.y);
      }
    }
    pen.strokeStyle = colour;
    pen.lineWidth = wide * 1.2;
    pen.stroke();
  });
  for (const group of groups) group.box = null;
  for (const { group: of, state, x, y, w, h } of entities) {
    const group = groups[of];
    if (!group || state !== SHOWN) continue;
    group.box ??= { left: x, right: x, top: y - h / 2, sum: 0, size: 0 };
    group.box.left = Math.min(group.box.left, x - w / 2);
    group.box.right = Math.max(group.box.right, x + w / 2);
    group.box.top = Math.min(group.box.top, y - h / 2 - wide);
    group.box.sum += x;
    group.box.size += 1;
  }
}

/** Lays the tint under the map; the pen counts in points of the map. */
function layTint(pen) {
  if (tint.wanted) paintTint();
  if (!groups.length) return;
  pen.globalAlpha = theme.name === "dark" ? 0.13 : 0.15;
  pen.imageSmoothingEnabled = true;
  pen.drawImage(tint.canvas, bounds.left - MARGIN, bounds.top - MARGIN, tint.canvas.width / tint.scale, tint.canvas.height / tint.scale);
  pen.globalAlpha = 1;
}
