"""Random tokens for mailed links. The link has the token, the database its hash."""

import hashlib
import re
import secrets

SHAPE = re.compile(r"\A[A-Za-z0-9_-]{43}\Z")


def new_token():
    """256 random bits as 43 letters that a link can carry."""
    return secrets.token_urlsafe(32)


def hashed(token):
    """What is stored of ``token``, 64 letters. A fast hash is enough: nobody guesses 256 bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def well_formed(token):
    """Is ``token`` written exactly as we write them?"""
    return bool(SHAPE.match(token))
