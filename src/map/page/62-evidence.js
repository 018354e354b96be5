// What stands behind a tie: what is said of it, in which words, and in which items of which digests.

function tieInto(tie, title) {
  const [a, b] = tie.dir < 0 ? [tie.to, tie.from] : [tie.from, tie.to];
  title.append(end(a), make("span", { class: "sign", "aria-hidden": "true" }, tie.dir ? " → " : " – "), end(b));
  panel.querySelector(".kind").append(make("i", { class: tie.dashed ? "stroke dashed" : "stroke", "aria-hidden": "true" }), tie.label || relations[tie.relation]?.name || "");
  const facts = make("dl", { class: "facts" });
  fact(facts, words.itemsTitle, tie.items ? amount(tie) : words.standing);
  change(facts, tie);
  panel.append(facts);
  chart(tie);
  if (tie.claims.length) {
    panel.append(make("h3", {}, words.claims));
    panel.append(make("ul", { class: "claims" }, ...tie.claims.map((claim) => said(claim, tie))));
  }
  const some = tie.sources.map((n) => sources[n]).filter(Boolean).sort((x, y) => (y.date ?? "").localeCompare(x.date ?? ""));
  const within = map.period && !whole() ? some.filter(({ date: day }) => day >= date(filter.from) && day <= date(filter.to)) : some;
  if (within.length) {
    panel.append(make("h3", {}, words.sources, make("span", { class: "count" }, number.format(within.length))));
    panel.append(atMost(within, 25, source, make("ol", { class: "sources" })));
  } else if (!tie.items && !tie.claims.length) panel.append(make("p", { class: "note" }, words.noSource));
}

function end(entity) {
  return make("button", { type: "button", class: "end", onclick: () => open(entity, { focus: true }) }, entity.label || entity.id);
}

/** A claim as words: who does what to whom, and whether that is stated, denied or only reported. */
function said(claim, tie) {
  const [a, b] = claim.dir < 0 ? [tie.to, tie.from] : [tie.from, tie.to];
  const about = sources[claim.source];
  const mark = claim.polarity === "denied" || claim.polarity === "reported" ? make("span", { class: `polarity ${claim.polarity}` }, words[claim.polarity]) : null;
  const quote = claim.quote ? make("blockquote", { dir: "auto" }, words.quote[0] + claim.quote + words.quote[1]) : null;
  return make("li", {},
    make("p", {}, mark, say(words.claim, a.label, relations[claim.relation]?.name ?? "", b.label)),
    make("p", { class: "how" }, say(words.polarity[claim.polarity] ?? "{0}", many(words.items, claim.items))),
    quote,
    quote && about ? make("p", { class: "from" }, origin(about)) : null);
}

/** One item of a digest: when, what it is headed, where it stands, where it links to. */
function source(one) {
  const links = (one.links ?? []).map(away).filter(Boolean);
  return make("li", {},
    make("p", { class: "head", dir: "auto" }, one.heading),
    make("p", { class: "from" }, origin(one)),
    links.length ? make("p", { class: "links" }, ...links) : null);
}

function origin({ date: day, digest, item }) {
  return [day, digest, item ? say(words.item, item) : ""].filter(Boolean).join(" · ");
}

/** The items over time as bars: by day, or by week where days would be too thin. */
function chart(thing) {
  if (!span || span < 2 || !thing.days.length) return;
  const step = span > 92 ? 7 : 1;
  const bars = Array.from({ length: Math.ceil(span / step) }, (_, i) => count(thing.days, i * step, i * step + step - 1));
  const most = Math.max(...bars, 1);
  const [wide, high] = [300, 54];
  const each = wide / bars.length;
  const picture = draw("svg", { viewBox: `0 0 ${wide} ${high}`, preserveAspectRatio: "none", class: "chart", role: "img", "aria-label": `${words.overTime}, ${map.period.join(" – ")}: ${bars.join(" ")}` });
  bars.forEach((value, i) => {
    const inside = i * step + step - 1 >= filter.from && i * step <= filter.to;
    const tall = value ? Math.max((value / most) * (high - 4), 3) : 1;
    const bar = draw("rect", { x: i * each + each * 0.12, y: high - tall, width: each * 0.76, height: tall, rx: Math.min(1.5, each / 4), class: value ? (inside ? "in" : "out") : "none" });
    bar.append(draw("title", {}, `${date(i * step)}: ${value}`));
    picture.append(bar);
  });
  panel.append(
    make("h3", {}, words.overTime, make("span", { class: "count" }, step === 1 ? words.perDay : words.perWeek)),
    picture,
    make("p", { class: "axis" }, make("span", {}, map.period[0]), make("span", {}, map.period[1])));
}
