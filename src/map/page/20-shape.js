// A kind's shape → its outline. The names are those of Graphviz, so the page and the drawing agree.

/** Adds the outline of a shape to the path of a canvas, around the point x, y. */
function outline(path, shape, x, y, w, h) {
  const left = x - w / 2;
  const right = x + w / 2;
  const top = y - h / 2;
  const bottom = y + h / 2;
  const ring = (...points) => {
    path.moveTo(points[0], points[1]);
    for (let i = 2; i < points.length; i += 2) path.lineTo(points[i], points[i + 1]);
    path.closePath();
  };
  switch (shape) {
    case "ellipse":
    case "oval":
      path.moveTo(right, y);
      path.ellipse(x, y, w / 2, h / 2, 0, 0, 2 * Math.PI);
      path.closePath();
      break;
    case "house":
      ring(left, bottom, left, top + h * 0.18, x, top - h * 0.14, right, top + h * 0.18, right, bottom);
      break;
    case "invhouse":
      ring(left, top, left, bottom - h * 0.18, x, bottom + h * 0.14, right, bottom - h * 0.18, right, top);
      break;
    case "hexagon": {
      const cut = Math.min(h * 0.32, w * 0.16);
      ring(left, y, left + cut, top, right - cut, top, right, y, right - cut, bottom, left + cut, bottom);
      break;
    }
    case "octagon": {
      const cut = Math.min(h, w) * 0.26;
      ring(left + cut, top, right - cut, top, right, top + cut, right, bottom - cut, right - cut, bottom, left + cut, bottom, left, bottom - cut, left, top + cut);
      break;
    }
    case "component": {
      const tab = Math.min(h * 0.16, 6);
      path.rect(left, top, w, h);
      path.rect(left - tab * 0.8, top + h * 0.2, tab * 1.6, tab);
      path.rect(left - tab * 0.8, bottom - h * 0.2 - tab, tab * 1.6, tab);
      break;
    }
    case "box3d": {
      const deep = Math.min(h * 0.16, 6);
      ring(left, top, left + deep, top - deep, right + deep, top - deep, right + deep, bottom - deep, right, bottom, left, bottom);
      path.moveTo(left, top);
      path.lineTo(right, top);
      path.lineTo(right, bottom);
      path.moveTo(right, top);
      path.lineTo(right + deep, top - deep);
      break;
    }
    case "note": {
      const ear = Math.min(h * 0.32, 10);
      ring(left, top, right - ear, top, right, top + ear, right, bottom, left, bottom);
      path.moveTo(right - ear, top);
      path.lineTo(right - ear, top + ear);
      path.lineTo(right, top + ear);
      break;
    }
    case "cylinder": {
      const lid = Math.min(h * 0.14, 6);
      path.moveTo(right, top);
      path.lineTo(right, bottom);
      path.ellipse(x, bottom, w / 2, lid, 0, 0, Math.PI);
      path.lineTo(left, top);
      path.ellipse(x, top, w / 2, lid, 0, Math.PI, 3 * Math.PI);
      break;
    }
    case "cds": {
      const tip = Math.min(h * 0.36, w * 0.2);
      ring(left, top, right - tip * 0.4, top, right + tip * 0.6, y, right - tip * 0.4, bottom, left, bottom);
      break;
    }
    case "plaintext":
      rounded(path, left, top, w, h, h / 2);
      break;
    default:
      rounded(path, left, top, w, h, Math.min(h * 0.2, 7));
  }
}

function rounded(path, x, y, w, h, r) {
  if (path.roundRect) path.roundRect(x, y, w, h, r);
  else path.rect(x, y, w, h);
}

/** Draws a kind as small as the legend shows it. */
function swatch(kind) {
  const canvas = make("canvas", { class: "swatch", "aria-hidden": "true" });
  canvas.redraw = () => {
    const ratio = Math.max(2, window.devicePixelRatio || 1);
    canvas.width = 26 * ratio;
    canvas.height = 18 * ratio;
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    pen.beginPath();
    outline(pen, kind.shape, 13, 9, 19, 11);
    pen.fillStyle = theme.fill(kind.fill);
    pen.fill();
    pen.strokeStyle = theme.rim(kind.fill);
    pen.setLineDash(kind.shape === "plaintext" ? [2, 2] : []);
    pen.lineWidth = 1.1;
    pen.stroke();
  };
  canvas.redraw();
  return canvas;
}
