"""Names that we give to messages and tickets, and can recognise as ours: Message-IDs and reply addresses.

Both carry an HMAC under the workspace's own secret, so that knowing the form of one does not help to make another.
"""

import base64
import hashlib
import hmac
import re

from django.conf import settings

from helpdesk.lib.ids import opaque_id

TAG_CHARS = 26  # 128 bits in base32
BASE36 = re.compile(r"[0-9a-z]{1,12}")  # below 2**63


def sign(workspace, purpose, value):
    """26 lower-case base32 letters: HMAC-SHA256 cut to 128 bit, bound to the installation, workspace and purpose."""
    key = f"{settings.SECRET_KEY}:{workspace.secret}".encode()
    digest = hmac.new(key, f"{workspace.pk}:{purpose}:{value}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:16]).decode().rstrip("=").lower()


def new_message_id(ticket, channel=None):
    """``<random>.<tag>@<domain>`` without the angle brackets; the tag signs the random part. RFC 5322, 3.6.4."""
    random = opaque_id()
    return f"{random}.{sign(ticket.workspace, 'message-id', random)}@{message_id_domain(ticket, channel)}"


def message_id_domain(ticket, channel=None):
    """The domain of the address that it leaves by, else the workspace's host."""
    return (channel or ticket.channel).address.rpartition("@")[2] or f"{ticket.workspace.slug}.{settings.BASE_DOMAIN}"


def is_own_message_id(workspace, message_id):
    """Did we make this Message-ID (without brackets) in this workspace?"""
    random, dot, tag = message_id.partition("@")[0].lower().partition(".")
    return bool(dot) and same(tag, sign(workspace, "message-id", random))


def same(one, other):
    """Compare two texts in a time that tells nothing; what a mail says may hold any letters."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())


def reply_address(ticket, channel_address):
    """``support+r<ticket's public id><tag>@…``: writing there reaches this ticket, whoever writes.

    Local part at most 64 octets (RFC 5321, 4.5.3.1.1), lower case only. None if the channel's own name is too long.
    """
    local, _, domain = channel_address.partition("@")
    token = f"r{base36(ticket.pk)}.{sign(ticket.workspace, 'reply', ticket.public_id)}"
    address = f"{local}+{token}"
    return f"{address}@{domain}" if len(address) <= 64 else None


def side_address(side, workspace, channel_address):
    """``support+s…@…``: answers of a third party to this SideThread. As ``reply_address``, and never one of those."""
    local, _, domain = channel_address.partition("@")
    address = f"{local}+s{base36(side.pk)}.{sign(workspace, 'side', side.public_id)}"
    return f"{address}@{domain}" if len(address) <= 64 else None


def read_side_token(address):
    """``(side thread's id, tag)`` from the address of a SideThread, or None."""
    return read_reply_token(address, letter="s")


def read_reply_token(address, *, letter="r"):
    """``(ticket id, tag)`` from a reply address, or None. The caller compares the tag with ``sign``."""
    local = address.partition("@")[0].lower()
    token = local.rpartition("+")[2]
    number, dot, tag = token[1:].partition(".")
    if not token.startswith(letter) or not dot or len(tag) != TAG_CHARS or not BASE36.fullmatch(number):
        return None
    return int(number, 36), tag


def base36(number):
    """A positive whole number in digits and small letters."""
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits or "0"
