"""Mail in, as a worker does it, and the same by hand: ``python -m tests.bench.mail`` reads orders from standard input.

An order is a line ``{"what": "new"|"reply"|"new by hand"|"reply by hand", "count": n}``; the answer is a line
``{"seconds": [each mail's], "statements": most, "commits": most}``. Storing the raw mail, which comes before, is not timed.
The order ``{"what": "sweep"}`` is what a worker does twice a minute; its answer is null.
"""

import json
import os
import random
import sys
import time
from email.message import EmailMessage
from email.policy import SMTP

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from channels_inbox import receiving  # noqa: E402
from channels_inbox.models import Channel  # noqa: E402
from contacts.models import Identity  # noqa: E402
from tests.bench import world  # noqa: E402
from tests.bench.by_hand import Hand  # noqa: E402
from tests.bench.cast import WRITTEN, half, sweep  # noqa: E402
from tests.bench.loading import SLUG  # noqa: E402
from tests.bench.meter import measuring, meter  # noqa: E402
from tickets.identifiers import new_message_id  # noqa: E402
from tickets.intake import process  # noqa: E402
from tickets.models import Message  # noqa: E402
from workspaces.models import Workspace  # noqa: E402
from workspaces.tenancy import tenant  # noqa: E402

FILE = random.Random(1).randbytes(20_000)
EVERY_FIFTH = 5  # has a file


class Postman:
    """Writes mails of the workspace's own contacts, stores them, and takes them in."""

    def __init__(self):
        self.workspace = Workspace.objects.get(slug=SLUG)
        self.dice = random.Random()
        self.words = world.Words(self.dice)
        with tenant(self.workspace):
            self.channel = Channel.objects.filter(workspace=self.workspace, kind="email").select_related("team").first()
            self.addresses = list(
                Identity.objects.filter(workspace=self.workspace).order_by("?").values_list("value", flat=True)[:2_000]
            )
            self.answered = self._answered()
        self.hand = Hand(self.workspace, self.channel)
        self.count = 0

    def _answered(self):
        """Replies of ours that customers can answer: ``(Message-ID, requester's address)``, signed as the product does."""
        ours = Message.objects.filter(workspace=self.workspace, kind="reply", ticket__place="inbox")
        replies = list(
            half(ours, "ticket__number", WRITTEN)
            .exclude(ticket__category="closed")
            .select_related("ticket__workspace", "ticket__channel", "ticket__requester")
            .order_by("-id")[:600]
        )
        for reply in replies:
            reply.message_id = new_message_id(reply.ticket)
        Message.objects.bulk_update(replies, ["message_id"], batch_size=200)
        return [(reply.message_id, reply.ticket.requester.email) for reply in replies]

    def raw(self, is_reply):
        self.count += 1
        mail = EmailMessage(policy=SMTP)
        sender = self.dice.choice(self.addresses)
        if is_reply:
            answers, sender = self.answered[self.count % len(self.answered)]
            mail["In-Reply-To"] = f"<{answers}>"
            older = " ".join(f"<{self.dice.randbytes(12).hex()}@client.example>" for _ in range(3))
            mail["References"] = f"{older} <{answers}>"
        mail["From"] = f"Rosa Mets <{sender}>"
        mail["To"] = self.channel.address
        mail["Subject"] = ("Re: " if is_reply else "") + self.words.some(6)
        mail["Message-ID"] = f"<{self.dice.randbytes(16).hex()}@client.example>"
        mail["Date"] = timezone.now()
        text = "\n".join(self.words.some(12) for _ in range(6))
        if is_reply:
            quoted = "\n".join(f"> {self.words.some(10)}" for _ in range(8))
            text += f"\n\nOn Mon, 2 Nov 2026 at 09:14, Kadri Saar wrote:\n{quoted}\n"
        mail.set_content(text)
        if self.count % EVERY_FIFTH == 0:
            mail.add_attachment(FILE, "application", "pdf", filename="invoice.pdf")
        return bytes(mail)

    def deliver(self, what, count):
        is_reply, by_hand = what.startswith("reply"), what.endswith("by hand")
        stored = self._store([self.raw(is_reply) for _ in range(count)])
        seconds, statements, commits = [], [], []
        for pk, raw, token in stored:
            if by_hand:
                started = time.perf_counter()
                self.hand.take(pk, raw, is_reply=is_reply)
                seconds.append(time.perf_counter() - started)
                continue
            with measuring():
                started = time.perf_counter()
                outcome = process(self.workspace.pk, pk, token)
                seconds.append(time.perf_counter() - started)
            assert outcome.result == ("appended" if is_reply else "opened"), outcome
            statements.append(meter.statements)
            commits.append(meter.commits)
        return {"seconds": seconds, "statements": max(statements, default=0), "commits": max(commits, default=0)}

    def _store(self, mails):
        """As ``channels_inbox.receiving`` stores them, claim and all; but no worker is at work beside us to be rung for."""
        envelope = {"mail_from": "rosa@example.com", "rcpt_to": [self.channel.address]}
        stored = []
        with tenant(self.workspace):
            for raw in mails:
                inbound = receiving.unread(self.channel, raw, envelope=envelope, now=timezone.now())
                inbound.save()
                stored.append((inbound.pk, raw, str(inbound.lease_token)))
        return stored


if __name__ == "__main__":
    postman = Postman()
    for what in ("new", "reply", "new by hand", "reply by hand"):  # the parser's child starts, plans are made
        postman.deliver(what, 5)
    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        said = sweep() if order["what"] == "sweep" else postman.deliver(order["what"], order["count"])
        print(json.dumps(said), flush=True)
