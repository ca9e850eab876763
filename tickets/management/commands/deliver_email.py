"""Put mails from files through the whole way in, and say what became of each."""

import json
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from channels_inbox import receiving
from channels_inbox.lookup import email_channel
from channels_inbox.mail import external_id
from channels_inbox.models import InboundMessage
from tickets.intake import process
from tickets.models import Message
from workspaces.tenancy import tenant

PATIENCE_SECONDS = 30


class Command(BaseCommand):
    help = "Deliver mails from files to a channel as if they had just come, and print one JSON line each."

    def add_arguments(self, parser):
        parser.add_argument("--channel", required=True, metavar="ADDRESS", help="the e-mail channel's address")
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="raw mails, RFC 5322")

    def handle(self, *, channel, files, **options):
        found = email_channel(channel)
        if found is None:
            raise CommandError(f"No e-mail channel has the address {channel}.")
        for path in files:
            try:
                raw = path.read_bytes()
            except OSError as error:
                raise CommandError(f"{path} can't be read: {error.strerror}.") from error
            self.stdout.write(json.dumps({"file": str(path), **deliver(found, raw)}, ensure_ascii=False))


def deliver(channel, raw):
    """The result of one mail as the command prints it."""
    inbound = receiving.store(channel, raw, envelope={"rcpt_to": [channel.address]})
    if inbound is None:
        return {**_done(channel, external_id=external_id(raw)), "result": "duplicate"}
    outcome = process(channel.workspace_id, inbound.pk, inbound.lease_token)
    return outcome.as_json() if outcome else _done(channel, pk=inbound.pk)


def _done(channel, **which):
    """What the rows say: a worker that runs beside was quicker, or the mail has been here before."""
    for _ in range(PATIENCE_SECONDS * 10):
        with tenant(channel.workspace_id):
            inbound = InboundMessage.objects.get(workspace_id=channel.workspace_id, channel=channel, **which)
            message = Message.objects.filter(workspace_id=channel.workspace_id, inbound=inbound).first()
        if inbound.state != InboundMessage.State.RECEIVED:
            break
        time.sleep(0.1)
    return {
        "result": inbound.result,
        "ticket": inbound.ticket_number,
        "message": message.public_id if message else None,
        "matched_because": (message.matched_because or None) if message else None,
        "marks": [mark["code"] for mark in message.marks] if message else [],
    }
