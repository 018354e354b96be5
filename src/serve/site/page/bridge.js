// The panel of the map → a way from an entity to its page.

const panel = document.getElementById("panel");
const word = document.querySelector(".site").dataset.open;

function lead() {
  const title = panel.querySelector("h2");
  if (!title || panel.querySelector(".to-page")) return;
  // Of two entities of one name the panel does not tell which it is about.
  const meant = (window.aikg?.entities ?? []).filter((entity) => entity.label === title.textContent);
  if (meant.length !== 1) return;
  const lang = new URLSearchParams(location.search).get("lang");
  const link = document.createElement("a");
  link.className = "to-page";
  link.href = `/entity/${meant[0].id}${lang ? `?${new URLSearchParams({ lang })}` : ""}`;
  link.textContent = word;
  title.after(link);
}

new MutationObserver(lead).observe(panel, { childList: true });
