"""Secrets at rest: AES-256-GCM, bound to the row and column they stand in."""

import base64
import json
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class Unreadable(Exception):
    """The text was sealed under another key or for another place."""


def seal(value, *, place):
    """Encrypt a JSON value. ``place`` names where it stands; opening it anywhere else fails. Returns text."""
    nonce = secrets.token_bytes(12)
    sealed = AESGCM(_keys()[0]).encrypt(nonce, json.dumps(value).encode(), place.encode())
    return base64.b64encode(nonce + sealed).decode()


def unseal(text, *, place):
    """The value that ``seal`` was given. Tries each key of FIELD_KEY; raises Unreadable."""
    raw = base64.b64decode(text)
    for key in _keys():
        try:
            return json.loads(AESGCM(key).decrypt(raw[:12], raw[12:], place.encode()))
        except InvalidTag:
            continue
    raise Unreadable(place)


def _keys():
    keys = [base64.urlsafe_b64decode(key) for key in settings.FIELD_KEYS]
    if any(len(key) != 32 for key in keys):
        raise ImproperlyConfigured("Each FIELD_KEY is the urlsafe base64 of 32 bytes.")
    return keys
