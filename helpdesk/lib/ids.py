"""Random names that can't be guessed."""

import base64
import secrets


def opaque_id():
    """26 lower-case base32 letters: 128 random bits, safe in links, file names and mail addresses."""
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()
