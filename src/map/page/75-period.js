// Two handles over the days of the period, with the items of each day behind them, and a window that plays.

let playing = 0;

function buildPeriod() {
  if (span < 2) return;
  const section = at("period");
  section.hidden = false;
  section.setAttribute("aria-label", words.period);
  const last = span - 1;
  const handle = (name, label) => make("input", { type: "range", class: name, min: "0", max: String(last), step: "1", "aria-label": `${words.period}: ${label}` });
  const [from, to] = [handle("from", words.from), handle("to", words.to)];
  const band = make("div", { class: "band" });
  const days = make("output", {});
  const play = make("button", { type: "button", class: "play", "aria-label": words.play, title: words.play }, icon("play"));
  const track = make("div", { class: "track" }, histogram(), make("div", { class: "rail" }), band, from, to);
  section.append(play, make("div", { class: "middle" }, make("div", { class: "dates" }, days, make("span", { class: "total" })), track));

  from.addEventListener("input", () => {
    pause();
    choosing({ from: Math.min(Number(from.value), filter.to) });
  });
  to.addEventListener("input", () => {
    pause();
    choosing({ to: Math.max(Number(to.value), filter.from) });
  });

  onShown(() => {
    from.value = String(filter.from);
    to.value = String(filter.to);
    from.setAttribute("aria-valuetext", date(filter.from));
    to.setAttribute("aria-valuetext", date(filter.to));
    // Where both handles lie on one another, the one that can still move is on top.
    from.style.zIndex = filter.from > last / 2 ? 3 : 2;
    to.style.zIndex = filter.from > last / 2 ? 2 : 3;
    band.style.left = `${(filter.from / last) * 100}%`;
    band.style.right = `${(1 - filter.to / last) * 100}%`;
    days.textContent = stretch(date(filter.from), date(filter.to));
    section.querySelector(".total").textContent = `${many(words.entities, shownCount(entities))} · ${many(words.ties, shownCount(ties))}`;
    section.querySelectorAll("rect").forEach((bar) => bar.classList.toggle("in", Number(bar.dataset.last) >= filter.from && Number(bar.dataset.day) <= filter.to));
  });

  dragBand(band, track, last);
  play.addEventListener("click", () => (playing ? pause() : startPlaying(last)));
  section.pause = () => {
    play.replaceChildren(icon(playing ? "pause" : "play"));
    play.title = playing ? words.pause : words.play;
    play.setAttribute("aria-label", play.title);
  };
}

function shownCount(things) {
  return things.reduce((sum, { state }) => sum + (state === SHOWN ? 1 : 0), 0);
}

/** Moves the window by its middle. */
function dragBand(band, track, last) {
  let held = null;
  band.addEventListener("pointerdown", (event) => {
    pause();
    band.setPointerCapture(event.pointerId);
    held = { x: event.clientX, from: filter.from, to: filter.to };
  });
  band.addEventListener("pointermove", (event) => {
    if (!held) return;
    const days = Math.round(((event.clientX - held.x) / track.clientWidth) * last);
    const by = Math.min(Math.max(days, -held.from), last - held.to);
    if (held.from + by !== filter.from) choosing({ from: held.from + by, to: held.to + by });
  });
  for (const end of ["pointerup", "pointercancel"]) band.addEventListener(end, () => { held = null; });
}

/** Plays: a window goes through the days, in about twelve seconds, and ends with the whole period. */
function startPlaying(last) {
  const step = Math.max(1, Math.round(span / 60));
  if (whole() || filter.to >= last) {
    const wide = whole() ? Math.max(1, Math.min(Math.round(span / 5), 30)) : filter.to - filter.from + 1;
    choosing({ from: 0, to: Math.min(wide, last) - 1 < 0 ? 0 : Math.min(wide, last) - 1 });
  }
  playing = setInterval(() => {
    if (filter.to + step > last) {
      pause();
      choosing({ from: 0, to: last });
    } else choosing({ from: filter.from + step, to: filter.to + step });
  }, Math.min(Math.max(12_000 / (span / step), 180), 700));
  at("period").pause();
}

function pause() {
  if (!playing) return;
  clearInterval(playing);
  playing = 0;
  at("period").pause();
}

/** How many items name an entity of the map, for each day: the ground over which the handles move. */
function histogram() {
  const most = Math.min(span, 120);
  const bars = Array(most).fill(0);
  const bin = (day) => Math.min(Math.floor((day * most) / span), most - 1);
  for (const { days } of entities) for (let i = 0; i + 1 < days.length; i += 2) if (days[i] >= 0 && days[i] < span) bars[bin(days[i])] += days[i + 1];
  const top = Math.max(...bars, 1);
  const picture = draw("svg", { viewBox: `0 0 ${most} 24`, preserveAspectRatio: "none", "aria-hidden": "true" });
  bars.forEach((value, i) => {
    const tall = value ? Math.max((value / top) * 23, 1.5) : 0;
    picture.append(draw("rect", { x: i + 0.1, y: 24 - tall, width: 0.8, height: tall, "data-day": Math.floor((i * span) / most), "data-last": Math.ceil(((i + 1) * span) / most) - 1 }));
  });
  return picture;
}
