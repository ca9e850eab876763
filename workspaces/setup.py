"""The code that proves that whoever sets up the first workspace can read this machine's terminal or log."""

import os
import secrets

import structlog
from django.conf import settings
from django.db import connection
from django.utils.crypto import constant_time_compare

from workspaces.models import Workspace

log = structlog.get_logger(__name__)
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look like another
LOCK = 7_466_001  # of set-up, among PostgreSQL's advisory locks


def is_needed():
    """Is there no workspace yet?"""
    return not Workspace.objects.exists()


def code():
    """The code, 25 letters in five groups, made and logged by whoever asks first. Kept in SETUP_CODE_FILE."""
    path = settings.SETUP_CODE_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    made = "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(5))
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"{made}\n")
    log.warning("setup.code", code=made)
    return made


def is_right(typed):
    """Is ``typed`` the code? Spaces, hyphens and capitals do not matter. Takes the same time for every answer."""
    return constant_time_compare(_bare(typed), _bare(code()))


def lock():
    """Wait until nobody else sets up a workspace; held to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def forget():
    """The code has done its work."""
    settings.SETUP_CODE_FILE.unlink(missing_ok=True)


def _bare(text):
    return "".join(letter for letter in text.lower() if letter.isalnum())
