#!/usr/bin/env python3
"""Drives a page that `aikg map -f html` wrote, and fails where it does not do what it says: `tests/page.py PAGE.html [--big]`.

Needs playwright (pip install playwright) and a Chromium, /usr/bin/chromium or what CHROMIUM names; ends with 0 and "skipped: ..."
without them. Prints the frames per second while the map is moved; with --big fewer than 30 are a failure.
"""
import os
import pathlib
import sys

FEWEST = 30
SHOWN = 2


def main(path, big):
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return skip("pip install playwright")
    chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    if not os.path.exists(chromium):
        return skip(f"no {chromium}; set CHROMIUM")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for check in (page_itself, search, click, keys, filters, days, listing, dark, phone, fingers, paper):
            with_page(browser, path, check)
        with_page(browser, path, lambda page: speed(page, big))
        without_script(browser, path)
        browser.close()
    print("page: all as it should be")
    return 0


def skip(why):
    print(f"skipped: {why}")
    return 0


def with_page(browser, path, check):
    """Opens the page as `check` wants it; whatever it does, it asks for nothing and complains of nothing."""
    context = browser.new_context(**getattr(check, "context", {"viewport": {"width": 1280, "height": 800}}))
    page = context.new_page()
    asked, complaints = [], []
    own = pathlib.Path(path).resolve().as_uri()
    page.on("request", lambda request: request.url.startswith("data:") or request.url == own or asked.append(request.url))
    # The test itself reads the canvas, which Chromium has a hint about.
    page.on("console", lambda message: message.type in ("error", "warning") and "getImageData" not in message.text and complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: (complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.goto(own)
    page.wait_for_function("window.aikg && aikg.view.width > 1")
    page.wait_for_timeout(150)
    check(page)
    name = getattr(check, "__name__", "check")
    assert not asked, f"{name}: the page asked for {asked[:3]}"
    assert not complaints, f"{name}: the page complained: {complaints[:3]}"
    if name != "<lambda>":
        print(f"{name}: ok")
    context.close()


def context(**options):
    def with_context(check):
        check.context = options
        return check

    return with_context


def drawn(page):
    return page.evaluate("JSON.parse(document.getElementById('data').textContent)")


def entities(page):
    return page.evaluate("aikg.entities.map(({ label, state, rank, number, items, now }) => ({ label, state, rank, number, items, now }))")


def page_itself(page):
    """The language, the title, the words; nothing of the map became markup."""
    data = drawn(page)
    assert page.evaluate("document.documentElement.lang") == data["lang"]
    assert page.title() == " ".join(data["title"].split())
    words = {"en": "Types", "zh-Hans": "类型", "zh-Hant": "類型"}
    if data["kinds"]:
        assert page.text_content("#legend legend") == words[data["lang"]]
    assert page.get_attribute("#canvas", "role") == "img" and data["title"] in page.get_attribute("#canvas", "aria-label")
    strangers = page.evaluate("[...document.querySelectorAll('body img, body iframe, body object, body embed, body script:not(#data):not([type=module])')].length")
    assert strangers == 0, "a string of the map became an element"
    # Every button has a name that can be read aloud.
    assert page.evaluate("[...document.querySelectorAll('button')].every((b) => (b.textContent.trim() || b.getAttribute('aria-label') || b.closest('[hidden]')))")
    assert ink(page) > 8 or not data["nodes"], "the canvas is empty"


def ink(page):
    """How many colours the middle of the canvas has."""
    return page.evaluate(
        """() => { const c = document.getElementById('canvas'), p = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
        const seen = new Set(); for (let i = 0; i < p.length; i += 4 * 7) seen.add(p[i] << 16 | p[i + 1] << 8 | p[i + 2]); return seen.size }"""
    )


def search(page):
    """By the label, in other case and width, with the keyboard alone."""
    named = [e for e in entities(page) if e["label"].strip()]
    if not named:
        return
    wanted = max(named, key=lambda e: e["rank"])
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in wanted["label"].upper())
    page.fill("#search", wide)
    assert page.get_attribute("#search", "aria-expanded") == "true"
    active = page.get_attribute("#search", "aria-activedescendant")
    assert page.get_attribute(f"#{active}", "aria-selected") == "true"
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel:not([hidden])")
    assert page.text_content("#panel h2") == wanted["label"]
    assert page.evaluate("document.activeElement.tagName") == "H2", "the keyboard is not in the panel"
    page.wait_for_timeout(700)
    x, y = page.evaluate(f"(() => {{ const e = aikg.entities[{wanted['number']}]; return aikg.toStage(e.x, e.y) }})()")
    size = page.evaluate("[aikg.view.width, aikg.view.height]")
    assert 0 < x < size[0] and 0 < y < size[1], "the search did not go there"
    page.keyboard.press("Escape")
    assert page.is_hidden("#panel")
    assert page.evaluate("document.activeElement.id") == "search", "the keyboard did not come back"
    alias = next(((e["aliases"][0], e["label"]) for e in page.evaluate("aikg.entities.filter((e) => e.aliases.length).map(({ aliases, label }) => ({ aliases, label }))") if len(e["aliases"][0]) > 3), None)
    if alias:
        page.fill("#search", alias[0])
        assert alias[1] in [t for t in page.eval_on_selector_all("#found .name", "all => all.map((n) => n.firstChild.textContent)")]
    page.fill("#search", "no such name anywhere 沒有")
    assert page.locator("#found .none").count() == 1
    page.keyboard.press("Enter")


def click(page):
    """On an entity, then on its strongest tie that has a source: the evidence, with links that are safe."""
    number = page.evaluate(
        """() => { const free = aikg.entities.filter((e) => { const [x, y] = aikg.toStage(e.x, e.y);
        return e.ties.some((t) => t.sources.length) && document.elementFromPoint(x, y + document.querySelector('header').offsetHeight)?.id === 'canvas' });
        return free.sort((a, b) => b.rank - a.rank)[0]?.number ?? null }"""
    )
    if number is None:
        return
    top = page.evaluate("document.querySelector('header').offsetHeight")
    x, y = page.evaluate(f"(() => {{ const e = aikg.entities[{number}]; return aikg.toStage(e.x, e.y) }})()")
    page.mouse.move(x, y + top)
    assert page.is_visible("#tip")
    page.mouse.click(x, y + top)
    page.wait_for_selector("#panel:not([hidden])")
    label = page.evaluate(f"aikg.entities[{number}].label")
    assert page.text_content("#panel h2") == label
    assert page.locator("#panel .ties li").count() > 0
    tie = page.evaluate(f"aikg.entities[{number}].ties.filter((t) => t.state).sort((a, b) => b.now - a.now || b.width - a.width || a.number - b.number).findIndex((t) => t.sources.length)")
    page.locator("#panel .evidence").nth(tie).click()
    page.wait_for_selector("#panel .sources li")
    unsafe = page.evaluate("[...document.querySelectorAll('#panel a')].filter((a) => !/^https?:$/.test(a.protocol) || a.rel !== 'noopener noreferrer nofollow' || a.target !== '_blank').length")
    assert unsafe == 0, "a link of the panel is not safe"
    page.click("#panel .back")
    assert page.text_content("#panel h2") == label
    page.locator("#panel .goto").first.click()
    assert page.text_content("#panel h2") != "" and page.is_visible("#panel")
    page.keyboard.press("Escape")
    assert page.is_hidden("#panel")


def keys(page):
    eye = lambda: page.evaluate("[aikg.view.x, aikg.view.y, aikg.view.k]")
    page.focus("#canvas")
    begun = eye()
    page.keyboard.press("+")
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    moved = eye()
    assert moved[2] > begun[2] and moved[0] > begun[0] and moved[1] > begun[1], f"{begun} {moved}"
    page.keyboard.press("0")
    page.wait_for_timeout(900)
    assert abs(eye()[2] - begun[2]) < 1e-3 * begun[2], "0 does not show the whole map"
    page.mouse.move(700, 400)
    page.mouse.wheel(0, -300)
    assert eye()[2] > begun[2]


def filters(page):
    """A kind unticked hides its entities; the reset shows them again."""
    before = page.evaluate("aikg.shown()")
    if not page.locator("#legend .choice").count():
        return
    page.locator("#legend .choice").first.click()
    after = page.evaluate("aikg.shown()")
    assert after[0] < before[0], f"{before} {after}"
    page.click("#reset")
    assert page.evaluate("aikg.shown()") == before
    if page.locator("#least").count():
        page.evaluate("(() => { const s = document.getElementById('least'); s.value = s.max; s.dispatchEvent(new Event('input')) })()")
        assert page.evaluate("aikg.shown()")[1] < before[1]
        page.click("#reset")
    assert page.evaluate("aikg.shown()") == before


def days(page):
    """The handles change what is shown and how many items are counted; the window plays."""
    if page.is_hidden("#period"):
        assert page.evaluate("document.getElementById('period').hidden")
        return
    before = sum(e["now"] for e in entities(page))
    page.focus("#period .to")
    page.keyboard.press("Home")
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    after = entities(page)
    assert sum(e["now"] for e in after) < before or not after
    assert all(e["now"] > 0 for e in after if e["state"] == SHOWN)
    assert drawn(page)["period"][0] in page.text_content("#period output")
    page.click("#reset")
    assert sum(e["now"] for e in entities(page)) == before
    page.click("#period .play")
    if not after:
        return
    page.wait_for_timeout(900)
    first = page.evaluate("aikg.filter.from")
    page.wait_for_timeout(900)
    assert page.evaluate("aikg.filter.from") > first, "the window does not move"
    page.click("#period .play")


def listing(page):
    """The list tells of the same entities as the picture."""
    page.focus("#canvas")
    page.evaluate("document.getElementById('list').open = true")
    page.wait_for_timeout(200)
    assert page.locator("#list tbody tr").count() == page.evaluate("aikg.shown()[0]")
    if page.locator("#list tbody button").count():
        page.locator("#list tbody button").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("#panel:not([hidden])")
    # What looks like markup is shown as the text that it is.
    rows = page.locator("#list tbody button")
    for i, label in enumerate(rows.all_text_contents()[:400]):
        if any(c in label for c in "<>&{"):
            rows.nth(i).click()
            assert page.text_content("#panel h2") == label


@context(viewport={"width": 1280, "height": 800}, color_scheme="dark")
def dark(page):
    bright = lambda: page.evaluate("[...document.getElementById('canvas').getContext('2d').getImageData(2, 2, 1, 1).data].slice(0, 3).reduce((a, b) => a + b)")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert bright() < 150
    page.click("#theme-button")
    page.wait_for_timeout(150)
    assert bright() > 600, "the toggle does not make it light"


@context(viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True, device_scale_factor=2)
def phone(page):
    flat = lambda: page.evaluate("document.documentElement.scrollWidth <= 360 && document.body.scrollWidth <= 360")
    assert flat(), "wider than the phone"
    small = page.evaluate(
        """() => [...document.querySelectorAll('header button, #zoom button, #period button, #search')].map((b) => [b.id || b.className, b.getBoundingClientRect()])
        .filter(([, r]) => r.width && (r.width < 44 || r.height < 44)).map(([id]) => id)"""
    )
    assert not small, f"too small for a finger: {small}"
    if not page.evaluate("aikg.entities.length"):
        return
    page.tap("#filters-button")
    assert page.is_visible("#filters") and flat()
    page.tap("#filters-close")
    label = max((e for e in entities(page) if e["label"].strip()), key=lambda e: e["rank"])["label"]
    page.fill("#search", label)
    page.tap("#found li")
    page.wait_for_selector("#panel:not([hidden])")
    assert flat()
    box = page.locator("#panel").bounding_box()
    assert abs(box["y"] + box["height"] - 740) < 2 and box["width"] >= 359, f"no bottom sheet: {box}"


def paper(page):
    page.emulate_media(media="print")
    assert page.is_hidden("#search") and page.is_hidden("#zoom") and page.is_visible("#canvas")
    assert len(page.pdf()) > 10_000


@context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True, device_scale_factor=2)
def fingers(page):
    """Two fingers zoom, one moves, two quick taps go nearer."""
    if not page.evaluate("aikg.entities.length"):
        return
    eye = lambda: page.evaluate("[aikg.view.x, aikg.view.y, aikg.view.k]")
    send = page.context.new_cdp_session(page).send
    touch = lambda kind, *points: send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(points)]})
    begun = eye()
    touch("touchStart", (180, 350), (210, 350))
    for wide in range(20, 120, 10):
        touch("touchMove", (195 - wide, 350), (195 + wide, 350))
    touch("touchEnd")
    zoomed = eye()
    assert zoomed[2] > begun[2] * 2, f"{begun} {zoomed}"
    touch("touchStart", (100, 300))
    for way in range(0, 80, 10):
        touch("touchMove", (100 + way, 300 + way))
    touch("touchEnd")
    assert eye()[:2] != zoomed[:2] and eye()[2] == zoomed[2]
    moved = eye()
    for _ in range(2):
        page.touchscreen.tap(30, 190)
    page.wait_for_timeout(700)
    assert eye()[2] > moved[2], "two taps do not go nearer"


def speed(page, big):
    """Frames per second while a hand moves the map and while a wheel zooms it."""
    # Each frame has one event, as a mouse would send it; the map must have moved for the frame to count.
    measure = """(act) => new Promise((done) => {
      const canvas = document.getElementById('canvas'); let n = 0, last = 0, slowest = 0, first = 0, moved = 0, eye = '';
      const send = (type, more) => canvas.dispatchEvent(new PointerEvent(type, { pointerId: 7, pointerType: 'mouse', bubbles: true, button: 0, ...more }));
      const top = canvas.getBoundingClientRect().top;
      const step = (now) => {
        if (last) slowest = Math.max(slowest, now - last); else first = now;
        last = now;
        const seen = `${aikg.view.x} ${aikg.view.y} ${aikg.view.k}`; if (seen !== eye) moved += 1; eye = seen;
        if (n === 150) { if (act === 'pan') send('pointerup', { clientX: 0, clientY: 0 }); return done({ fps: 150000 / (now - first), slowest, moved }) }
        if (act === 'pan') send('pointermove', { clientX: 640 + 380 * Math.sin(n / 14), clientY: top + 340 + 200 * Math.sin(n / 9) });
        else canvas.dispatchEvent(new WheelEvent('wheel', { deltaY: 42 * Math.sign(Math.sin(n / 12)), clientX: 640, clientY: top + 340, cancelable: true, bubbles: true }));
        n += 1; requestAnimationFrame(step);
      };
      if (act === 'pan') send('pointerdown', { clientX: 640, clientY: top + 340 });
      requestAnimationFrame(step);
    })"""
    many = page.evaluate("[aikg.entities.length, aikg.ties.length]")
    for where in ("whole map", "near", "with the strongest opened"):
        for act in ("pan", "zoom"):
            page.evaluate("aikg.fit()")
            if where == "near":
                page.focus("#canvas")
                for _ in range(7):
                    page.keyboard.press("+")
            elif many[0] and where != "whole map":
                page.fill("#search", max(entities(page), key=lambda e: e["rank"])["label"])
                page.keyboard.press("Enter")
                page.wait_for_timeout(600)
                page.evaluate("aikg.fit()")
            page.wait_for_timeout(400)
            got = page.evaluate(measure, act)
            if big and got["fps"] < FEWEST:
                # Another program may have had the machine; the page gets a second try.
                got = page.evaluate(measure, act)
            print(f"speed: {act}, {where}, {many[0]} entities, {many[1]} ties: {got['fps']:.0f} frames a second, slowest {got['slowest']:.0f} ms, moved in {got['moved']} of 151")
            assert not big or got["fps"] >= FEWEST, "too slow"


def without_script(browser, path):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(pathlib.Path(path).resolve().as_uri())
    assert page.locator("main.fallback svg").count() >= 1, "nothing to see without scripts"
    assert page.is_hidden("#canvas")
    context.close()
    print("without_script: ok")


if __name__ == "__main__":
    names = [name for name in sys.argv[1:] if not name.startswith("--")]
    if len(names) != 1:
        sys.exit(__doc__)
    sys.exit(main(names[0], "--big" in sys.argv[1:]))
