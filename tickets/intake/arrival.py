"""A mail on its way in: what was read, and how it reached us."""

from dataclasses import dataclass
from functools import cached_property

from channels_inbox.mail import ParsedMail
from channels_inbox.models import InboundMessage
from contacts.identities import normalise_email
from tickets.intake import authentication


@dataclass(frozen=True)
class Arrival:
    """``own_addresses`` are the workspace's e-mail channels, normalised. ``inbound`` has channel and workspace loaded."""

    inbound: InboundMessage
    mail: ParsedMail
    own_addresses: frozenset[str]

    @property
    def channel(self):
        return self.inbound.channel

    @property
    def workspace(self):
        return self.inbound.channel.workspace

    @cached_property
    def from_address(self):
        """The address in From, else the envelope's sender; normalised, or an empty text."""
        given = self.mail.from_.address if self.mail.from_ else ""
        given = given or self.inbound.envelope.get("mail_from") or ""
        return normalise_email(given)[:254] if "@" in given else ""

    @property
    def from_name(self):
        return self.mail.from_.name if self.mail.from_ else ""

    @cached_property
    def reply_to(self):
        """The first Reply-To that is neither the sender's nor ours, as an Address, or None."""
        for one in self.mail.reply_to:
            address = normalise_email(one.address)
            if "@" in address and address != self.from_address and not self.is_ours(address):
                return one
        return None

    @property
    def is_from_own_address(self):
        return self.is_ours(self.from_address)

    def is_ours(self, address):
        """Is it the address of one of our channels, or a plus-address of one?"""
        address = normalise_email(address)
        local, _, domain = address.partition("@")
        return address in self.own_addresses or f"{local.partition('+')[0]}@{domain}" in self.own_addresses

    @property
    def destinations(self):
        """Every address that this mail says it came to: To, Cc, Delivered-To, envelope."""
        shown = [one.address for one in (*self.mail.to, *self.mail.cc)]
        return [*shown, *self.mail.delivered_to, *self.inbound.envelope.get("rcpt_to", [])]

    @property
    def named_ids(self):
        """Message-IDs that it answers, nearest first: In-Reply-To, then References from the last to the first."""
        ids = [self.mail.in_reply_to, *reversed(self.mail.references)]
        return list(dict.fromkeys(one for one in ids if one))

    @cached_property
    def authentication(self):
        """``pass``, ``fail`` or ``none``: see ``authentication.verdict``."""
        return authentication.verdict(self)
