#!/usr/bin/env python3
"""Drives the pages of a running server in Chromium, and fails where they do not do what they say: `tests/site.py http://127.0.0.1:PORT`.

Needs playwright (pip install playwright) and a Chromium, /usr/bin/chromium or what CHROMIUM names; ends with 0 and "skipped: ..."
without them. With the path of axe-core's axe.min.js in AXE no page may have a serious finding.
"""
import os
import sys
from urllib.parse import quote, urlsplit

PAGES = ["/", "/search?q=" + quote("輝"), "/entity/nvidia", "/trends?period=month", "/topics", "/digests", "/queries",
         "/query?name=co-mentions&entity=" + quote("輝達"), "/query", "/map?entity=NVIDIA", "/about"]


def main(base):
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return skip("pip install playwright")
    chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    if not os.path.exists(chromium):
        return skip(f"no {chromium}; set CHROMIUM")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for check in (search, entity, query, editor, explorer, language):
            on_page(browser, base, check)
        on_page(browser, base, without_script, java_script_enabled=False)
        on_page(browser, base, phone, viewport={"width": 360, "height": 720})
        on_page(browser, base, accessible)
        browser.close()
    print("site: all as it should be")
    return 0


def skip(why):
    print(f"skipped: {why}")
    return 0


def on_page(browser, base, check, **options):
    """Opens a page; whatever the check does with it, it asks no other server and complains of nothing."""
    context = browser.new_context(locale="en-GB", **options)
    page = context.new_page()
    said, strange = [], []
    page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: said.append(str(e)))
    page.on("request", lambda r: strange.append(r.url) if urlsplit(r.url).netloc not in ("", urlsplit(base).netloc) else None)
    check(page, base)
    assert not strange, (check.__name__, strange)
    assert not said, (check.__name__, said)
    context.close()


def go(page, base, path):
    answer = page.goto(base + path)
    assert answer.status == 200, (path, answer.status)


def search(page, base):
    """A name in another script is completed as it is typed, chosen by keys alone, and leads to its page."""
    go(page, base, "/")
    page.keyboard.press("Tab")
    field = page.locator("#q")
    field.focus()
    field.press_sequentially("英伟", delay=30)
    option = page.locator("[role=option]").first
    option.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant")
    page.keyboard.press("Enter")
    page.wait_for_url("**/entity/nvidia*")
    go(page, base, "/search?q=" + quote("輝達"))
    assert page.locator("a[href^='/entity/nvidia']").count() > 0 or "/entity/nvidia" in page.url


def entity(page, base):
    go(page, base, "/entity/nvidia")
    text = page.locator("main").inner_text()
    for spelling in ("NVIDIA", "輝達", "英伟达"):
        assert spelling in text, spelling
    assert page.locator("main svg").count() >= 2, "a timeline and a small map"
    assert page.locator("main a[href^='/digest/']").count() > 0, "what is said leads to who said it"
    page.locator("main a[href^='/digest/']").first.click()
    assert page.locator("h1").count() == 1


def query(page, base):
    go(page, base, "/query?name=co-mentions")
    page.locator("form [name=entity]").fill("輝達")
    page.locator("form [name=limit]").fill("5")
    page.locator("main form button[type=submit], main form button:not([type])").first.click()
    rows = page.locator("table tbody tr")
    assert rows.count() == 5, rows.count()
    link = page.locator("a", has_text="CSV").first.get_attribute("href")
    answer = page.request.get(base + link)
    assert answer.ok and len(answer.text().splitlines()) == 6
    go(page, base, "/query?name=co-mentions&entity=" + quote("nobody-has-this-name"))
    assert "nobody-has-this-name" in page.locator("main").inner_text(), "what is wrong is told"


def editor(page, base):
    """A query of one's own: its answer, and its error at its place."""
    go(page, base, "/query?query=" + quote("SELECT ?name { ?e a aikg:Company ; schema:name ?name } ORDER BY ?name LIMIT 7"))
    assert page.locator("table tbody tr").count() == 7
    answer = page.goto(base + "/query?query=" + quote("SELECT * {\n ?s ?p }"))
    assert answer.status in (200, 400)
    assert "2" in page.locator("main").inner_text()


def explorer(page, base):
    go(page, base, "/map?entity=NVIDIA&top=12")
    page.locator("svg:visible, canvas:visible").first.wait_for()
    assert page.get_by_text("NVIDIA").count() > 0


def language(page, base):
    go(page, base, "/entity/nvidia")
    page.get_by_role("link", name="繁體").click()
    assert page.locator("html").get_attribute("lang") == "zh-Hant"
    assert "輝達" in page.locator("h1").inner_text()
    assert "/entity/nvidia" in page.url, "the same page"
    go(page, base, "/")
    assert page.locator("html").get_attribute("lang") == "zh-Hant", "it is remembered"


def without_script(page, base):
    for path in PAGES:
        go(page, base, path)
        assert page.locator("main:visible").first.inner_text().strip(), path
    page.goto(base + "/")
    page.locator("#q").fill("英伟达")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("a[href^='/entity/nvidia']").count() > 0 or "/entity/nvidia" in page.url


def phone(page, base):
    for path in PAGES:
        go(page, base, path)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 1, (path, wide)


def accessible(page, base):
    axe = os.environ.get("AXE")
    if not axe or not os.path.exists(axe):
        print("skipped: no axe-core; name its axe.min.js in AXE")
        return
    with open(axe) as f:
        script = f.read()
    for path in PAGES:
        for tongue in ("en", "zh-Hant"):
            go(page, base, path + ("&" if "?" in path else "?") + "lang=" + tongue)
            page.evaluate(script)
            found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v => [v.id, v.impact, v.nodes.length, v.nodes[0].html]))")
            serious = [f for f in found if f[1] in ("serious", "critical")]
            assert not serious, (path, tongue, serious)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1].rstrip("/")))
