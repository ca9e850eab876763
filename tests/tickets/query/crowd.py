"""Two thousand random tickets, as rows and as plain records that know nothing of the database."""

import random
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from django.db import connection

from channels_inbox.models import Channel
from contacts.identities import contact_for
from contacts.models import Contact, Organization
from tests.fixtures.cast import make_member
from tickets.models import (
    Attachment,
    Draft,
    Mention,
    Message,
    Reason,
    Status,
    Tag,
    Ticket,
    TicketCC,
    TicketFieldValue,
    TicketFollower,
    TicketSeen,
    TicketTag,
)
from workspaces.models import CustomField, Team

NOW = datetime(2026, 3, 18, 10, 30, tzinfo=UTC)  # a Wednesday; 12:30 in Tallinn
TICKETS = 2_000
CATEGORIES = ["new", "open", "open", "pending", "hold", "solved", "solved", "closed"]
TAGS = ["vip", "refund", "recall", "two words"]
PEOPLE = [("Rosa Mets", "rosa@example.com"), ("Jüri Kask", "jyri@kask.example"), ("Ann Lee", "ann@acme-bikes.example")]


class Crowd:
    """``records`` by number; the members are Alice and Bob."""

    def __init__(self, workspace, alice, bob, seed=7):
        self.workspace, self.random = workspace, random.Random(seed)
        self.members = {"alice": alice, "bob": bob, "carol": make_member(workspace, "Carol Cherry")}
        self._name_things()
        self.records = [self._record(number) for number in range(1, TICKETS + 1)]
        self._store()

    def _name_things(self):
        own = {"workspace": self.workspace}
        self.teams = {"Support": Team.objects.get(**own), "Billing": Team.objects.create(name="Billing", **own)}
        parts = Status.objects.create(name="Parts ordered", category="hold", **own)
        self.statuses = {row.category: row for row in Status.objects.filter(**own) if row != parts} | {"parts": parts}
        self.tags = {name: Tag.objects.create(name=name, **own) for name in TAGS}
        self.people = {name: contact_for(self.workspace.pk, "email", address, name=name) for name, address in PEOPLE}
        acme = Organization.objects.create(name="Acme Bikes", **own)
        Contact.objects.filter(pk=self.people["Ann Lee"].pk).update(organization=acme)
        Contact.objects.filter(pk=self.people["Rosa Mets"].pk).update(is_vip=True)
        returned = Reason.objects.get(name="Return", **own)
        broken = Reason.objects.create(name="Broken", parent=returned, **own)
        self.reasons = {"Return": returned, "Broken": broken, "Praise": Reason.objects.get(name="Praise", **own)}
        self.email = Channel.objects.get(kind="email", **own)
        self.form = Channel.objects.get(kind="form", **own)
        self.order = CustomField.objects.create(key="order", name="Order", kind="number", **own)

    def _record(self, number):
        pick, chance = self.random.choice, self.random.random
        category = pick(CATEGORIES)
        opened = self._instant(-90, 0)
        is_done, is_waited_for = category in ("solved", "closed"), category in ("new", "open") and chance() < 0.7
        return SimpleNamespace(
            number=number,
            category=category,
            status="parts" if category == "hold" and chance() < 0.5 else category,
            place=self.random.choices(["inbox", "spam", "trash"], [90, 6, 4])[0],
            assignee=pick([None, "alice", "bob", "carol"]),
            team=pick(["Support", "Billing"]),
            priority=self.random.choices([1, 2, 3, 4], [10, 60, 20, 10])[0],
            type=pick(["question", "question", "incident", "problem", "task", "request"]),
            reason=pick([None, None, "Return", "Broken", "Praise"]),
            requester=pick(list(self.people)),
            origin=pick(["email", "email", "form", "phone"]),
            language=pick(["", "en", "et", "et", "nb"]),
            created=opened,
            updated=opened + timedelta(hours=chance() * 24),
            solved=self._instant(-40, 0) if is_done else None,
            waiting=self._instant(-6, 0) if is_waited_for else None,
            due=self._instant(-1, 2) if not is_done and chance() < 0.5 else None,
            held=chance() < 0.05,
            tags={tag for tag in TAGS if chance() < 0.15},
            followers={name for name in self.members if chance() < 0.1},
            mentions={name for name in self.members if chance() < 0.05},
            seen=pick([None, 0, 1, 2]),  # by Bob; the ticket's version is 2
            copies={name for name in self.people if chance() < 0.05},
            draft=self.random.choices([None, "alice", "bob", "empty"], [85, 5, 5, 5])[0],
            messages={kind for kind in ("note", "reply", "failed", "file", "picture") if chance() < 0.2},
            order=pick([None, None, 4711, 20417]),
            survivor=None,
        )

    def _instant(self, first, last):
        """Some instant between so many days from now; often at an edge: a midnight in Tallinn, or whole days ago."""
        day = NOW + timedelta(days=self.random.randint(first, last))
        edge = self.random.random()
        if edge < 0.15:
            return day.replace(hour=22, minute=0) - timedelta(microseconds=self.random.randint(0, 1))
        if edge < 0.2:
            return day
        return day.replace(hour=0, minute=0) + timedelta(seconds=self.random.randint(0, 86_399))

    def _store(self):
        own = {"workspace": self.workspace}
        rows = Ticket.objects.bulk_create(self._row(record, own) for record in self.records)
        pairs = list(zip(rows, self.records, strict=True))
        for row, record in pairs[:20]:
            row.merged_into, record.survivor = rows[-1], len(rows)
            row.save(update_fields=["merged_into"])
        make = {
            TicketTag: [{"tag": self.tags[one], "ticket": row} for row, record in pairs for one in record.tags],
            TicketFollower: [
                {"member": self.members[one], "ticket": row} for row, record in pairs for one in record.followers
            ],
            TicketCC: [
                {"contact": self.people[one], "address": self.people[one].email, "ticket": row}
                for row, record in pairs
                for one in record.copies
            ],
            TicketSeen: [
                {"member": self.members["bob"], "ticket": row, "version": record.seen}
                for row, record in pairs
                if record.seen is not None
            ],
            Draft: [self._draft(row, record.draft) for row, record in pairs if record.draft],
            TicketFieldValue: [
                {"field": self.order, "ticket": row, "number": record.order, "text": str(record.order)}
                for row, record in pairs
                if record.order
            ],
        }
        for model, values in make.items():
            model.objects.bulk_create(model(**own, **one) for one in values)
        self._store_messages(pairs, own)

    def _row(self, record, own):
        return Ticket(
            **own,
            number=record.number,
            version=2,
            subject=f"Ticket {record.number}",
            category=record.category,
            status=self.statuses[record.status],
            place=record.place,
            assignee=self.members.get(record.assignee),
            team=self.teams[record.team],
            priority=record.priority,
            type=record.type,
            reason=self.reasons.get(record.reason),
            requester=self.people[record.requester],
            channel=self.form if record.origin == "form" else self.email,
            origin=record.origin,
            language=record.language,
            created_at=record.created,
            last_message_at=record.updated,
            solved_at=record.solved,
            waiting_since=record.waiting,
            next_due_at=record.due,
            sort_due=record.due or record.waiting or record.updated,
            awaits_review=record.held,
        )

    def _draft(self, row, whose):
        text = "" if whose == "empty" else "<p>Hi</p>"
        return {
            "member": self.members["bob" if whose == "empty" else whose],
            "ticket": row,
            "kind": "reply",
            "body_html": text,
            "updated_at": NOW,
        }

    def _store_messages(self, pairs, own):
        messages, files, mentions = [], [], []
        for row, record in pairs:
            for kind in sorted(record.messages | ({"note"} if record.mentions else set())):
                is_note = kind == "note"
                message = Message(
                    **own,
                    ticket=row,
                    kind="note" if is_note else "incoming" if kind in ("file", "picture") else "reply",
                    visibility="internal" if is_note else "requester",
                    delivery="failed" if kind == "failed" else "none",
                    created_at=record.created + timedelta(hours=kind == "reply" and record.number % 2),
                )
                messages.append(message)
                if kind in ("file", "picture"):
                    files.append(Attachment(**own, message=message, name="a", size=1, is_inline=kind == "picture"))
                if is_note:
                    mentions += [
                        Mention(**own, ticket=row, message=message, member=self.members[one]) for one in record.mentions
                    ]
            if record.mentions:
                record.messages.add("note")
            record.last_failed = "failed" in record.messages and not ("reply" in record.messages and record.number % 2)
            if "failed" in record.messages:
                record.messages.add("reply")
        Message.objects.bulk_create(messages)
        Attachment.objects.bulk_create(files)
        Mention.objects.bulk_create(mentions)
        with connection.cursor() as cursor:  # as autovacuum has done it wherever so many rows have come
            cursor.execute("ANALYZE tickets_ticket, tickets_message, tickets_attachment, tickets_tickettag")
