"""A browser that is not open is told: encrypted for it alone, and signed by this installation."""

import base64
import json

import http_ece
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256
from django.utils import timezone

from notifications import push
from notifications.models import Notification, NotificationSettings, PushSubscription
from tests.fixtures.cast import make_ticket
from tests.fixtures.database import outside
from tickets import publication
from tickets.models import TicketSeen
from tickets.operations import triage


def text(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def data(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Browser:
    """What a browser keeps, and what it lets a page know."""

    def __init__(self, url):
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.secret = b"0123456789abcdef"
        point = self.private.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        self.fields = {"endpoint": f"{url}/push/1", "p256dh": text(point), "auth": text(self.secret), "device": "Lynx"}

    def read(self, body):
        return json.loads(http_ece.decrypt(body, private_key=self.private, auth_secret=self.secret))


@pytest.fixture
def browser(http_double, as_bob):
    one = Browser(http_double.url)
    assert as_bob.post("/news/devices/", one.fields).status_code == 204
    return one


@pytest.fixture
def news(workspace, rosa, alice, bob):
    """Gives Bob a ticket; returns the Notification."""

    def give():
        ticket = make_ticket(workspace, rosa)
        triage.assign(ticket, bob, by=alice)
        with outside():
            publication.publish(workspace.pk, ticket.pk)
        return Notification.objects.filter(member=bob).latest("id")

    return give


def send(row):
    with outside():
        push.send(row.workspace_id, row.pk)


def test_it_reaches_the_browser_and_nobody_else_can_read_it(news, browser, http_double):
    row = news()
    send(row)
    asked = http_double.asked[0]
    assert browser.read(asked.body) == {
        "title": "Alice Ash gave it to you", "text": "#1 Printer on fire", "url": f"/news/{row.public_id}/", "tag": "ticket-1",
    }  # fmt: skip
    assert b"Printer" not in asked.body
    assert (asked.headers["Content-Encoding"], asked.headers["TTL"]) == ("aes128gcm", "14400")


def test_who_sends_is_proven_by_the_key_that_the_page_subscribed_with(news, browser, http_double):
    send(news())
    token, _, key = http_double.asked[0].headers["Authorization"].removeprefix("vapid t=").partition(",k=")
    assert key == push.public_key()
    head, claims, signature = token.split(".")
    assert json.loads(data(claims))["aud"] == http_double.url
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), data(key))
    raw = data(signature)
    der = utils.encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    public.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))


@pytest.mark.parametrize("status, is_kept", [(201, True), (410, False), (404, False), (403, False), (500, True)])
def test_a_browser_that_is_gone_is_forgotten(news, browser, http_double, status, is_kept):
    http_double.status = status
    send(news())
    assert PushSubscription.objects.exists() is is_kept


def test_what_was_seen_is_not_pushed(news, browser, http_double, workspace, bob):
    row = news()
    row.ticket.refresh_from_db()
    http_double.asked.clear()
    TicketSeen.objects.create(
        workspace=workspace, member=bob, ticket=row.ticket, version=row.ticket.version, at=timezone.now()
    )
    send(row)
    assert http_double.asked == []


def test_what_was_chosen_off_rings_nobody(news, browser, http_double, workspace, bob):
    NotificationSettings.objects.create(workspace=workspace, member=bob, ways={"assigned": ["in_app"]})
    news()
    assert http_double.asked == []


@pytest.mark.parametrize(
    "wrong", [{"endpoint": "nonsense"}, {"p256dh": "AAAA"}, {"auth": "AAAA"}, {"auth": "ä" * 22}, {"endpoint": ""}]
)
def test_what_is_no_subscription_is_refused(as_bob, http_double, wrong):
    assert as_bob.post("/news/devices/", Browser(http_double.url).fields | wrong).status_code == 400
    assert not PushSubscription.objects.exists()


def test_a_browser_is_removed_in_the_settings(browser, as_bob, as_alice):
    assert "Lynx" in as_bob.get("/settings/notifications/").content.decode()
    where = f"/news/devices/{PushSubscription.objects.get().public_id}/removal/"
    assert as_alice.post(where).status_code == 404
    assert as_bob.post(where).status_code == 302
    assert not PushSubscription.objects.exists()


def test_tugi_can_be_installed(client, workspace):
    about = client.get("/manifest.webmanifest").json()
    assert (about["name"], about["start_url"], about["display"]) == ("Acme", "/inbox/", "standalone")
    worker = client.get("/service-worker.js")
    assert worker["Content-Type"].startswith("text/javascript")
    assert "showNotification" in worker.content.decode()
