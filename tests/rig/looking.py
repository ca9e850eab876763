"""How a page is looked at: accessibility by axe in both themes, wide and narrow, and nothing beyond the window."""

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 360, "height": 740}
SIZES = {"": WIDE, "-phone": NARROW}  # by the end of a picture's name
NARROWEST = {"width": 320, "height": 640}
LOOKS = 5
REST = 200  # milliseconds
RUN = """([within, options]) => axe.run(within ?? document, options).then(({ violations }) =>
  violations.map((one) => [one.id, one.nodes.map((node) => node.target)]))"""


def complaints_of_axe(page, rules=RULES, within=None):
    """[rule, targets] of what axe finds. Beside a ticket the list is left out: it is looked at in the inbox."""
    from axe_playwright_python.base import AXE_SCRIPT

    if within is None and "/tickets/" in page.url:
        within = {"exclude": [["#list .ticket-list"]]}
    if page.evaluate("!window.axe"):  # half a megabyte, once a page
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(RUN, [within, {"runOnly": rules, "resultTypes": ["violations"], "preload": False}])


def complaints_at_rest(page, rules=RULES):
    """complaints_of_axe of a page that stood still meanwhile.

    axe takes places and sizes one after the other. Where something came in between (a test of a channel has ended, a
    letter of another font), it compares places that were never there at once; then it looks again.
    """
    page.wait_for_function("document.fonts.status === 'loaded'")
    for _ in range(LOOKS):
        before, complaints, after = page.evaluate(PLACES), complaints_of_axe(page, rules), page.evaluate(PLACES)
        if before == after:
            break
    return complaints


def come_to_rest(page):
    """Wait for what comes in after the page: to look twice at a page that moves takes longer."""
    after = page.evaluate(PLACES)
    for _ in range(LOOKS):
        page.wait_for_timeout(REST)
        before, after = after, page.evaluate(PLACES)
        if before == after:
            break


def settle(page):
    """Let changes of colour come to their end, so that none is measured half-way."""
    page.evaluate("document.getAnimations().forEach((one) => one.finish())")


def look_at(page):
    """No complaint in either theme, wide and narrow; nothing runs out of the window, down to 320 px."""
    wide = page.viewport_size
    come_to_rest(page)
    for size in (wide, NARROW):
        page.set_viewport_size(size)
        assert_fits(page)
        for scheme, rules in (("light", RULES), ("dark", ["color-contrast"])):  # a theme is colours and nothing else
            page.emulate_media(color_scheme=scheme)
            settle(page)
            complaints = complaints_at_rest(page, rules)
            assert not complaints, (complaints, page.url, size, scheme)
    page.set_viewport_size(NARROWEST)
    assert_fits(page)
    page.set_viewport_size(wide)


def assert_fits(page):
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (page.url, page.viewport_size)
    assert page.evaluate(BEYOND) == [], (page.url, page.viewport_size)


# What is cut off: visible, ends right of the window, and no pane around it scrolls or hides its rest on purpose.
BEYOND = """() => {
  const cuts = (one) => one && one !== document.body
    && (getComputedStyle(one).overflowX !== "visible" || cuts(one.parentElement));
  return [...document.querySelectorAll("body *")]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().width
      && one.getBoundingClientRect().right > innerWidth + 1 && !cuts(one.parentElement))
    .map((one) => one.className || one.tagName);
}"""

PLACES = """() => JSON.stringify(
  [...document.querySelectorAll("a, button, input, label, p")].map((one) => one.getBoundingClientRect()))"""
