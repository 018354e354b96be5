// The map without the picture: all that is shown, as a table. It is made when it is opened, for it may be long.

function buildList() {
  const details = at("list");
  const rows = details.querySelector(".rows");
  const summary = details.querySelector("summary");
  const fillRows = () => {
    if (!details.open) return;
    const some = strongest.filter((entity) => entity.state === SHOWN).sort((a, b) => b.now - a.now || a.number - b.number);
    const head = make("tr", {}, ...words.columns.map((name) => make("th", { scope: "col" }, name)));
    rows.replaceChildren(make("table", {}, make("thead", {}, head), make("tbody", {}, ...some.map(entityRow))));
  };
  details.addEventListener("toggle", fillRows);
  onShown(() => {
    summary.textContent = say(words.list, many(words.entities, shownCount(entities)));
    fillRows();
  });
}

function entityRow(entity) {
  const go = make("button", { type: "button", dir: "auto", onclick: () => {
    if (narrow.matches) showFilters(false);
    open(entity, { focus: true });
  } }, entity.label || entity.id);
  const amount = entity.ties.reduce((sum, tie) => sum + (tie.state ? 1 : 0), 0);
  return make("tr", {},
    make("th", { scope: "row" }, go),
    make("td", {}, kindOf(entity)),
    make("td", { class: "n" }, number.format(entity.now)),
    make("td", { class: "n" }, number.format(amount)));
}
