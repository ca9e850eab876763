"""The demo workspace as whole processes, with browsers signed in as its people."""

import json
import re
import smtplib
import time
import urllib.parse
import urllib.request
from email.message import EmailMessage

from tests.fixtures.ports import free_port
from tests.rig.house import RunningHouse

HTML_LETTER = """\
<html><body style="font-family: Georgia, serif">
<table width="640"><tr><td><img src="https://pictures.example/head.png" alt="Fjellheim" width="640" height="90"></td></tr>
<tr><td><h1 style="color: #7a1f1f">Order 20417</h1>
<p>Hello, the <a href="https://fjellheim.example/orders/20417">order</a> arrived without its charger.</p>
<blockquote>Your order has left our store.</blockquote></td></tr></table></body></html>
"""


PLANNED_AT = "2026-03-04T12:00:00+00:00"  # a Wednesday at noon


class DemoHouse(RunningHouse):
    """``make run`` with its demo, on ports of its own; the same tickets at any time, those of the pictures."""

    kind = "demo"
    host = "localhost"
    command = ("make", "--no-print-directory", "run")

    def __init__(self, folder, *, port=None, **options):
        extra = {"DEMO": "1", "DEMO_PLANNED_AT": PLANNED_AT, "SINK_PORT": str(free_port())}
        super().__init__(folder, smtp_url="", extra=extra, **options)
        self.port = port or self.port

    @classmethod
    def empty(cls, folder, *, database_url):
        return cls(folder, database_url=database_url)

    def login(self, role):
        """(address, password) of the demo's owner, agent or customer."""
        facts = json.loads((self.var / "demo.json").read_text())
        return next((one["email"], one["password"]) for one in facts["logins"] if one["role"] == role)

    def send(self, subject, text, *, sender="Sigrid Bakke <sigrid@fjellheim.example>", html=None, files=()):
        """Send a mail to the demo by SMTP. ``files``: (name, content type, bytes)."""
        facts = json.loads((self.var / "demo.json").read_text())
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = sender, facts["mail_address"], subject
        message.set_content(text)
        if html:
            message.add_alternative(html, subtype="html")
        for name, content_type, content in files:
            kind, subtype = content_type.split("/")
            message.add_attachment(content, maintype=kind, subtype=subtype, filename=name)
        with smtplib.SMTP("127.0.0.1", facts["smtp_port"], timeout=10) as smtp:
            smtp.send_message(message)

    def sign_in_customer(self, page):
        """Sign ``page`` in to the portal as the demo's customer, by the mailed link."""
        page.goto("/help/sign-in/")
        page.locator("input[type=email]").fill(self.login("customer")[0])
        page.locator("main form button[type=submit]").first.click()
        page.goto(self.mailed(r"/help/sign-in/[\w-]+/"))
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url("**/help/tickets/**")

    def mailed(self, pattern, *, seconds=20):
        """The first address that matches ``pattern`` in the newest mail at /demo/mail; waits for it."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            newest = re.search(r'href="(/demo/mail/[\w-]+/)"', self.get("/demo/mail/"))
            found = newest and re.search(pattern, self.get(newest.group(1)))
            if found:
                return found.group(0)
            time.sleep(0.2)
        raise AssertionError(f"no mail with {pattern} arrived")

    def get(self, path):
        """The text of a page as anybody sees it."""
        with urllib.request.urlopen(urllib.parse.urljoin(self.url, path), timeout=10) as answer:
            return answer.read().decode()
