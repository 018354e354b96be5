// A field with `data-complete` → a combobox that proposes names. Without this script the form asks the server, which finds the same.

const WAIT = 90;

for (const input of document.querySelectorAll("input[data-complete]")) combobox(input);

function combobox(input) {
  const list = document.createElement("ul");
  list.id = `${input.id}-proposals`;
  list.className = "proposals";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels?.[0]?.textContent.trim() ?? "");
  list.hidden = true;
  const status = document.createElement("span");
  status.className = "unseen";
  status.setAttribute("role", "status");
  input.after(list, status);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) {
    input.setAttribute(name, value);
  }
  let names = [];
  let at = -1;
  let timer = 0;
  let asked = 0;

  const close = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (place) => {
    at = place;
    [...list.children].forEach((row, n) => row.setAttribute("aria-selected", String(n === at)));
    const row = list.children[at];
    if (row) {
      input.setAttribute("aria-activedescendant", row.id);
      row.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };
  const choose = (place) => {
    const name = names[place];
    if (!name) return;
    close();
    if (input.dataset.fill) input.value = `ent:${name.id}`;
    else location.assign(name.href);
  };
  const show = () => {
    list.replaceChildren(
      ...names.map((name, n) => {
        const row = document.createElement("li");
        row.id = `${list.id}-${n}`;
        row.setAttribute("role", "option");
        const text = document.createElement("span");
        text.className = `grow who f-${name.type}`;
        text.textContent = name.name;
        if (name.lang) text.lang = name.lang;
        const kind = document.createElement("small");
        kind.textContent = `${name.kind} · ${name.items}`;
        row.append(text, kind);
        row.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          choose(n);
        });
        return row;
      }),
    );
    list.hidden = names.length === 0;
    input.setAttribute("aria-expanded", String(names.length > 0));
    status.textContent = names.length ? (input.dataset.found ?? "").replace("{n}", names.length) : (input.dataset.none ?? "");
    mark(-1);
  };
  const ask = async () => {
    const text = input.value.trim();
    const turn = ++asked;
    if (!text) return close();
    const query = new URLSearchParams({ q: text });
    const lang = new URLSearchParams(location.search).get("lang");
    if (lang) query.set("lang", lang);
    try {
      const answer = await fetch(`${input.dataset.complete}?${query}`);
      if (!answer.ok || turn !== asked) return;
      names = await answer.json();
      if (turn === asked && document.activeElement === input) show();
    } catch {
      close();
    }
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const rows = list.children.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return void ask();
      const step = event.key === "ArrowDown" ? 1 : -1;
      // One place beyond either end is the field itself.
      mark(((at + 1 + step + rows + 1) % (rows + 1)) - 1);
    } else if (event.key === "Enter" && !list.hidden && at >= 0) {
      event.preventDefault();
      choose(at);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  input.addEventListener("blur", close);
}
