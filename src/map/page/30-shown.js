// The filters and the chosen days → what is shown, and how many items stand behind it.

const filter = {
  kinds: new Set(),
  relations: new Set(),
  changes: new Set(),
  least: 0,
  from: 0,
  to: Math.max(span - 1, 0),
};

const HIDDEN = 0;
/** In the map, but not named in the chosen days: a faint outline keeps the place. */
const FAINT = 1;
const SHOWN = 2;

let listeners = [];

/** Calls back after each change of what is shown. */
function onShown(listener) {
  listeners.push(listener);
}

function whole() {
  return !span || (filter.from <= 0 && filter.to >= span - 1);
}

function filtered() {
  return !whole() || filter.least > 0 || filter.kinds.size + filter.relations.size + filter.changes.size > 0;
}

/** Works out anew what is shown. */
function choose() {
  const all = whole();
  for (const entity of entities) {
    entity.now = all ? entity.items : count(entity.days, filter.from, filter.to);
    const out = filter.kinds.has(entity.kind) || filter.changes.has(entity.change);
    entity.state = out ? HIDDEN : all || entity.now > 0 ? SHOWN : FAINT;
  }
  for (const tie of ties) {
    tie.now = all ? tie.items : count(tie.days, filter.from, filter.to);
    // A tie without any item is known beforehand, and holds at all times.
    const named = tie.items === 0 || all || tie.now > 0;
    const enough = tie.items === 0 || all && filter.least === 0 || tie.now >= filter.least;
    const ends = tie.from.state === SHOWN && tie.to.state === SHOWN;
    tie.state = !filter.relations.has(tie.relation) && named && enough && ends ? SHOWN : HIDDEN;
    tie.across = all || !tie.items ? tie.width : 0.6 + Math.max(tie.width - 0.6, 0) * (tie.now / tie.items);
  }
  // Who has lost every tie to the choice of ties would only be dust between the others.
  if (filter.least > 0 || filter.relations.size) {
    for (const entity of entities) {
      if (entity.state === SHOWN && entity.ties.length && !entity.center && !entity.ties.some((tie) => tie.state)) entity.state = HIDDEN;
    }
  }
  for (const listener of listeners) listener();
}

/** Changes some of the filters. */
function choosing(changes) {
  Object.assign(filter, changes);
  choose();
}

function reset() {
  for (const hidden of [filter.kinds, filter.relations, filter.changes]) hidden.clear();
  choosing({ least: 0, from: 0, to: Math.max(span - 1, 0) });
}

/** Makes sure that something can be seen, giving up the filters where they hide it. */
function reveal(thing) {
  if (thing.state === SHOWN) return;
  reset();
  announce(say(words.revealed, thing.label || entityName(thing)));
}

function entityName(thing) {
  return thing.from ? `${entityName(thing.from)} – ${entityName(thing.to)}` : thing.label || thing.id;
}

function announce(text) {
  at("status").textContent = text;
}
