// The textarea of the SPARQL editor → colours below it, proposals of our vocabulary, Ctrl + Enter. It stays a textarea.

const area = document.getElementById("sparql");
if (area) edit(area);

function edit(area) {
  const pane = document.createElement("div");
  pane.className = "pane";
  const paint = document.createElement("pre");
  paint.setAttribute("aria-hidden", "true");
  area.before(pane);
  pane.append(paint, area);

  const TOKEN = /(#[^\n]*)|("""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(<[^<>"{}|^`\\\s]*>)|([?$]\w+)|([A-Za-z][\w-]*)?(:[\w.%-]*)|(\b(?:SELECT|DISTINCT|REDUCED|CONSTRUCT|DESCRIBE|ASK|FROM|NAMED|WHERE|FILTER|OPTIONAL|UNION|MINUS|GRAPH|SERVICE|BIND|VALUES|AS|GROUP|BY|HAVING|ORDER|ASC|DESC|LIMIT|OFFSET|PREFIX|BASE|NOT|EXISTS|IN|COUNT|SUM|MIN|MAX|AVG|SAMPLE|GROUP_CONCAT|SEPARATOR|STR|LANG|LANGMATCHES|REGEX|CONTAINS|LCASE|UCASE|STRSTARTS|IF|COALESCE|BOUND|YEAR|MONTH|a)\b)|(\b\d[\d.]*\b)/gi;
  const CLASSES = [null, "c", "s", "p", "v", null, "p", "k", "n"];

  const colour = () => {
    const text = area.value;
    const parts = [];
    let from = 0;
    // A very long query is not coloured: that would be slower than typing.
    if (text.length < 40_000) {
      for (const hit of text.matchAll(TOKEN)) {
        const group = hit.findIndex((part, n) => n > 0 && n !== 5 && part !== undefined);
        if (group < 0) continue;
        parts.push(text.slice(from, hit.index));
        const span = document.createElement("span");
        span.className = `hl-${CLASSES[group]}`;
        span.textContent = hit[0];
        parts.push(span);
        from = hit.index + hit[0].length;
      }
    }
    parts.push(`${text.slice(from)}\n`);
    paint.replaceChildren(...parts);
    follow();
  };
  const follow = () => {
    paint.scrollTop = area.scrollTop;
    paint.scrollLeft = area.scrollLeft;
  };

  const list = document.createElement("ul");
  list.className = "proposals";
  list.id = "terms";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "SPARQL");
  list.hidden = true;
  pane.append(list);
  area.setAttribute("aria-controls", list.id);
  area.setAttribute("aria-autocomplete", "list");
  let words = null;
  let found = [];
  let at = 0;

  const word = () => area.value.slice(0, area.selectionStart).match(/(?:^|[\s({[;,.|/^!])([A-Za-z]\w*:?[\w-]*)$/)?.[1] ?? "";
  const close = () => {
    list.hidden = true;
    area.removeAttribute("aria-activedescendant");
  };
  const mark = (place) => {
    at = (place + found.length) % found.length;
    [...list.children].forEach((row, n) => row.setAttribute("aria-selected", String(n === at)));
    list.children[at]?.scrollIntoView({ block: "nearest" });
    area.setAttribute("aria-activedescendant", `term-${at}`);
  };
  const put = (place) => {
    const begun = word();
    close();
    area.setRangeText(found[place], area.selectionStart - begun.length, area.selectionStart, "end");
    colour();
  };
  const propose = async () => {
    const begun = word();
    if (begun.length < 3) return close();
    if (!words) {
      try {
        const answer = await (await fetch(area.dataset.vocabulary)).json();
        words = [...answer.terms, ...answer.prefixes.map(([prefix]) => `${prefix}:`)].sort();
      } catch {
        words = [];
      }
    }
    const low = begun.toLowerCase();
    found = words.filter((term) => term !== begun && (term.toLowerCase().startsWith(low) || term.split(":")[1]?.toLowerCase().startsWith(low))).slice(0, 12);
    if (!found.length) return close();
    list.replaceChildren(
      ...found.map((term, n) => {
        const row = document.createElement("li");
        row.id = `term-${n}`;
        row.setAttribute("role", "option");
        row.textContent = term;
        row.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          put(n);
        });
        return row;
      }),
    );
    list.hidden = false;
    mark(0);
  };

  area.addEventListener("input", () => {
    colour();
    propose();
  });
  area.addEventListener("scroll", follow);
  area.addEventListener("blur", close);
  area.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      area.form.requestSubmit();
    } else if (!list.hidden && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      mark(at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (!list.hidden && (event.key === "Tab" || event.key === "Enter")) {
      event.preventDefault();
      put(at);
    } else if (!list.hidden && event.key === "Escape") {
      event.preventDefault();
      close();
    }
  });
  new ResizeObserver(follow).observe(area);

  // To the place of an error.
  const line = Number(area.dataset.line ?? 0);
  if (line > 0) {
    const before = area.value.split("\n").slice(0, line - 1);
    const place = before.reduce((sum, text) => sum + text.length + 1, 0) + Math.max(Number(area.dataset.column) - 1, 0);
    area.focus();
    area.setSelectionRange(place, place);
  }
  colour();
}
