"""What a browser loads and how fast it answers a key: ``python -m tests.bench.browsing`` prints it as JSON.

``first``: compressed bytes of the first load of the inbox in a fresh browser, ``later``: what it fetches after that at its
leisure, ``further``: of each page after it, both together, as the proxy of production sends them,
``keystroke``: seconds from a key to the next paint, the 95th hundredth, in the composer of a ticket of 200 messages,
with drafts being saved and a colleague on the same ticket.
"""

import gzip
import http.client
import json
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from tests.fixtures.browser import FLAGS, chromium
from tests.fixtures.smtp_servers import Provider
from tests.rig.house import RunningHouse

MESSAGES = 200
KEYS = 240
EACH_SECONDS = 1 / 6
WORDS = "the charger of that series is known for it, and we send you another one tomorrow. "
FURTHER = (
    "/inbox/all-open/",
    "/inbox/search/?q=story",
    "/contacts/",
    "/settings/",
    "/settings/profile/",
    "/tickets/new/",
)
# Event timing says how long after a key was pressed the next frame stood, in steps of 8 ms; it leaves out what took less
# than 16 ms, which is counted as that (https://www.w3.org/TR/event-timing/).
LISTEN = """() => {
  window.slow = [];
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) {
      if (one.name === "keydown") { window.slow.push(one.duration); }
    }
  }).observe({ type: "event", durationThreshold: 16 });
}"""


def measure(house, browser):
    """The figures of ``house``, a RunningHouse with its workspace."""
    number = house.seed("long_ticket", messages=MESSAGES)["number"]
    ours, weigh = signed_in(browser, house, "bob")
    first, later = weigh("/inbox/all-open/")
    further = {path: sum(weigh(path)) for path in (*FURTHER, f"/tickets/{number}/")}
    colleague, _ = signed_in(browser, house, "alice")
    colleague.goto(f"/tickets/{number}/")
    return {"first": first, "later": later, "further": further, "keystroke": keystroke(ours)}


def signed_in(browser, house, name):
    """A page of a member's fresh browser, and ``weigh(path)``: goes there; compressed bytes of its load, and of the rest."""
    context = browser.new_context(base_url=house.url, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    house.sign_in(page, name)
    context.new_cdp_session(page).send("Network.clearBrowserCache")
    asked, known = [], set()
    page.on("request", lambda one: asked.append(one.url))

    def weigh(path):
        page.wait_for_load_state("networkidle")
        asked.clear()
        page.goto(path, wait_until="load")
        loaded = len(asked)
        page.wait_for_load_state("networkidle")
        return brought(asked[:loaded]), brought(asked[loaded:])

    def brought(urls):
        came = [url for url in urls if url not in known and url.startswith("http")]
        known.update(url for url in came if "/static/" in url)
        cookies = "; ".join(f"{one['name']}={one['value']}" for one in context.cookies())
        return sum(_sent(house, url, cookies) for url in came)

    return page, weigh


def _sent(house, url, cookies):
    """Bytes on the line of what is at ``url``: fonts and pictures as they are, everything else compressed."""
    line = http.client.HTTPConnection("127.0.0.1", house.port, timeout=30)
    path = urlsplit(url)._replace(scheme="", netloc="").geturl()
    line.request("GET", path, headers={"Host": f"{house.host}:{house.port}", "Cookie": cookies})
    answer = line.getresponse()
    body, kind = answer.read(), answer.getheader("Content-Type", "")
    line.close()
    return len(body) if kind.startswith(("font/", "image/png", "image/jpeg")) else len(gzip.compress(body, 6))


def keystroke(page):
    """Types in the composer of the open ticket. Seconds."""
    page.locator(".composer__text--rich:visible").click()
    page.evaluate(LISTEN)
    began = time.monotonic()
    for place in range(KEYS):
        page.keyboard.press(WORDS[place % len(WORDS)].replace(" ", "Space"))
        time.sleep(max(0, began + (place + 1) * EACH_SECONDS - time.monotonic()))
    page.wait_for_timeout(500)
    slow = sorted(page.evaluate("window.slow"), reverse=True)
    place = KEYS // 20
    return (slow[place] if place < len(slow) else 16) / 1000


def figures():
    """What ``measure`` gives for a house that is started for it; None where there is no Chromium."""
    if chromium() is None:
        return None
    sink = Provider()
    sink.start()
    with (
        tempfile.TemporaryDirectory(prefix="tugi-") as folder,
        RunningHouse(Path(folder), smtp_url=sink.url) as house,
        sync_playwright() as playwright,
    ):
        house.seed("workspace")
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        measured = measure(house, browser)
        browser.close()
    sink.stop()
    return measured


if __name__ == "__main__":
    print(json.dumps(figures()))
