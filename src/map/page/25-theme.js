// Light and dark: what CSS says the colours are → what the canvas draws with.

const dark = matchMedia("(prefers-color-scheme: dark)");
const still = matchMedia("(prefers-reduced-motion: reduce)");

const theme = {
  name: "light",
  /** The fill of a kind; in the dark a deep tint of it, so that the map does not glare. */
  fill: (colour) => (theme.name === "dark" ? mix(colour, theme.paper, 0.3) : colour),
  /** A kind as a dot, which must be seen on the paper without a line around it. */
  dot: (colour) => (theme.name === "dark" ? mix(colour, theme.paper, 0.8) : mix(mix(colour, "#888888", 0.8), theme.ink, 0.74)),
  /** The line around a kind: the fill, drawn towards the ink. */
  rim: (colour) => (theme.name === "dark" ? mix(colour, theme.paper, 0.78) : mix(colour, theme.ink, 0.52)),
};

/** Takes on the light or the dark colours. */
function dress(name) {
  document.documentElement.dataset.theme = name;
  theme.name = name;
  const style = getComputedStyle(document.documentElement);
  for (const part of ["paper", "ink", "soft", "tie", "claim", "accent", "new", "gone"]) {
    theme[part] = style.getPropertyValue(`--${part}`).trim();
  }
  for (const canvas of document.querySelectorAll("canvas.swatch")) canvas.redraw?.();
}

/** Mixes two colours; `part` is how much there is of the first. */
function mix(one, other, part) {
  const [a, b] = [channels(one), channels(other)];
  return `rgb(${a.map((c, i) => Math.round(c * part + b[i] * (1 - part))).join(",")})`;
}

function channels(colour) {
  const rgb = colour.match(/^rgb\((\d+),(\d+),(\d+)\)$/);
  if (rgb) return rgb.slice(1).map(Number);
  const hex = /^#[0-9a-f]{6}$/i.test(colour) ? colour : "#dddddd";
  return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
}
