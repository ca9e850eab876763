"""The header by which we know our own mail when it comes back."""

from helpdesk.lib.ids import opaque_id
from tickets.identifiers import same, sign

HEADER = "X-Tugi-Loop"


def value(workspace):
    """``<random>.<tag>``: signed, so that nobody can have our intake ignore a customer's mail."""
    random = opaque_id()
    return f"{random}.{sign(workspace, 'loop', random)}"


def is_own(workspace, text):
    """Did we write this header in this workspace?"""
    random, dot, tag = (text or "").strip().lower().partition(".")
    return bool(dot) and same(tag, sign(workspace, "loop", random))
