"""Random tokens: given out once, kept as a hash."""

import hashlib
import secrets


def new_token():
    """256 random bits, urlsafe: 43 characters."""
    return secrets.token_urlsafe(32)


def hashed(token):
    """What is stored of a token: its SHA-256. A fast hash is enough for 256 random bits."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
