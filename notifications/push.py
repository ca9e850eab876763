"""Web push: a message to a browser that is not open, by way of its maker's server (RFC 8030).

The text is encrypted for the one browser (RFC 8291); who sends is proven by a key of this installation (RFC 8292), which
follows from FIELD_KEY, so that nothing has to be set up or kept. With another key browsers subscribe anew.
"""

import base64
import json
from email.utils import parseaddr
from functools import cache
from urllib.parse import urlsplit

import http_ece
import structlog
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils import translation
from py_vapid import Vapid02

from helpdesk.lib import http
from notifications.models import Notification, PushSubscription
from notifications.telling import line, still_news
from workspaces.tenancy import tenant

log = structlog.get_logger(__name__)
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the curve P-256 (SEC 2)
KEPT_SECONDS = 4 * 3600  # how long the server tries to reach the browser; later it is no news
GONE = (401, 403, 404, 410)  # the browser, or our key, is not known there any more


class BadSubscription(ValueError):
    """What the browser sent is no subscription."""


@cache
def _signer():
    """A private key on P-256 that is the same in all processes of the installation."""
    seed = HKDF(hashes.SHA256(), 48, salt=None, info=b"tugi web push").derive(settings.FIELD_KEYS[-1].encode())
    return Vapid02(ec.derive_private_key(int.from_bytes(seed) % (ORDER - 1) + 1, ec.SECP256R1()))


def public_key():
    """What browsers subscribe with: the uncompressed point, base64url without padding."""
    return _text(_point(_signer().public_key))


def subscribe(member, endpoint, p256dh, auth, device):
    """Keep a browser of ``member``. Raises BadSubscription for what is none. Returns the PushSubscription."""
    parts = urlsplit(endpoint[:1000])
    try:
        point, secret = _bytes(p256dh), _bytes(auth)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        raise BadSubscription from None
    if parts.scheme not in ("https", "http") or not parts.hostname or len(secret) != 16 or len(endpoint) > 1000:
        raise BadSubscription
    row, _ = PushSubscription.objects.update_or_create(
        workspace_id=member.workspace_id,
        endpoint=endpoint,
        defaults={"member": member, "p256dh": p256dh, "auth": auth, "device": device[:120]},
    )
    return row


def send(workspace_id, notification_id):
    """Send one notification to all browsers of its member, unless it was seen by now. Browsers that are gone are forgotten.

    Another failure is not repeated: the list in Tugi and the mail hold what happened.
    """
    with tenant(workspace_id):
        rows = Notification.objects.filter(workspace_id=workspace_id, pk=notification_id)
        row = rows.select_related(
            "ticket", "talk_message__room__team", "job", "member__user", "member__workspace"
        ).first()
        if row is None or not still_news(row.member, [row]):
            return
        with translation.override(row.member.user.language or row.member.workspace.language):
            body = _body(row)
        browsers = list(PushSubscription.objects.filter(workspace_id=workspace_id, member_id=row.member_id))
    for browser in browsers:
        try:
            answer = http.post(browser.endpoint, _sealed(browser, body), _headers(browser.endpoint))
        except http.Unreachable as error:
            log.warning("push.not_sent", code=error.code)
            continue
        if answer.status in GONE:
            with tenant(workspace_id):
                PushSubscription.objects.filter(workspace_id=workspace_id, pk=browser.pk).delete()
        elif answer.status >= 400:
            log.warning("push.refused", status=answer.status)


def _body(row):
    """What the service worker shows (static/js/service-worker.js)."""
    words, _sign = line(row)
    return {
        "title": words,
        "text": row.subject[:300],
        "url": f"/news/{row.public_id}/",
        "tag": row.about,
    }


def _sealed(browser, body):
    return http_ece.encrypt(
        json.dumps(body).encode(),
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=_bytes(browser.p256dh),
        auth_secret=_bytes(browser.auth),
        version="aes128gcm",
    )


def _headers(endpoint):
    parts = urlsplit(endpoint)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "sub": f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"}
    return {
        **_signer().sign(claims),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEPT_SECONDS),
        "Urgency": "high",
    }


def _point(key):
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def _text(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text):
    return base64.urlsafe_b64decode(text.encode("ascii", "replace") + b"=" * (-len(text) % 4))
