"""The demo's rows are written in bulk: here they are held beside those of the operations, for one eventful ticket."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from channels_inbox.models import Channel
from contacts.identities import contact_for
from helpdesk.demo import loading
from helpdesk.demo.cast import Cast
from helpdesk.demo.files import bytes_of
from helpdesk.demo.ledger import Ledger
from helpdesk.demo.shapes import Entry, FileText
from tests.fixtures.database import outside
from tests.fixtures.smtp_servers import *  # noqa: F403
from tickets.content import Content, NewFile
from tickets.models import Attachment, Message, Status, Tag, Ticket, TicketCC, TicketSearch, TicketTag
from tickets.operations import conversation, delivery, triage
from tickets.ordering import sort_due
from workspaces.models import Team

START = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
OWN_IDS = ("id", "public_id", "ticket_id", "message_id", "in_reply_to")
PDF = FileText("bike-14-service.pdf", "application/pdf", 18_400)
HISTORY = "Bob wrote:\n\nHold the power button."


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def dora(workspace):
    return contact_for(workspace.pk, "email", "dora@example.com", name="Dora Dale")


@pytest.fixture
def cast(workspace, team, alice, bob, rosa, dora, email_channel):
    other = Team.objects.create(workspace=workspace, name="Workshop")
    return Cast(
        workspace=workspace,
        members={"alice": alice, "bob": bob},
        teams={"Support": team, "Workshop": other},
        statuses={status.category: status for status in Status.objects.filter(workspace=workspace)},
        mail={"Support": email_channel},
        by_address={email_channel.address: email_channel},
        form=Channel.objects.get(workspace=workspace, kind="form"),
        manual=Channel.objects.get(workspace=workspace, kind="manual"),
        contacts={"rosa@example.com": rosa, "dora@example.com": dora},
        tags={"battery": Tag.objects.create(workspace=workspace, name="battery")},
    )


def at(hours):
    return START + timedelta(hours=hours)


def by_operations(cast, channel, rosa, alice, bob, provider):
    def mail(text, **more):
        return Content(
            text=text, from_name=rosa.name, from_address="rosa@example.com", to=(("", channel.address),), **more
        )

    def travel(hours):
        return time_machine.travel(at(hours), tick=False)

    with travel(0):
        ticket = conversation.open_ticket(
            by=rosa,
            requester=rosa,
            channel=channel,
            content=mail("It says 2 %.", files=(NewFile(PDF.name, bytes_of(PDF), PDF.content_type),)),
            subject="Battery",
            type="problem",
            language="en",
            at=at(0),
        )
    with travel(1):
        triage.assign(ticket, alice, by=alice)
        conversation.add_note(ticket, by=alice, body="<p>Looks like the gauge.</p>", at=at(1))
    with travel(2):
        triage.add_tag(ticket, "battery", by=bob)
    with travel(3):
        reply = conversation.reply(
            ticket,
            by=bob,
            body="Hold the button.\n\nThen tell me.",
            body_format="text",
            cc=["dora@example.com"],
            at=at(3),
        )
    with time_machine.travel(at(3) + timedelta(seconds=12), tick=False), outside():
        assert delivery.deliver(cast.workspace.pk, reply.pk) == "sent"
    with travel(4):
        triage.set_category(ticket, "pending", by=bob)
    with travel(5):
        conversation.receive(
            ticket,
            by=rosa,
            content=mail(
                "It works.\n\nBob wrote:\n>\n> Hold the power button.",
                reply_text="It works.",
                quoted_lines=3,
                matched_because="reply-address",
            ),
            at=at(5),
        )
    with travel(6):
        triage.set_priority(ticket, Ticket.Priority.HIGH, by=alice)
        triage.set_team(ticket, cast.teams["Workshop"], by=alice)
    with travel(7):
        triage.set_category(ticket, "solved", by=alice)
    with travel(24):
        triage.set_category(ticket, "closed", by=None)
    return ticket


def by_ledger(cast, channel, rosa, team):
    ticket = Ticket(
        workspace=cast.workspace,
        number=5000,
        subject="Battery",
        language="en",
        channel=channel,
        origin=Ticket.Origin.EMAIL,
        requester=rosa,
        team=team,
        status=cast.statuses["new"],
        category="new",
        type="problem",
        created_at=at(0),
        last_message_at=at(0),
    )
    ledger = Ledger(ticket, rosa, "rosa@example.com", cast)
    ledger.open(Entry("incoming", text="It says 2 %.", attachments=(PDF,)), at(0))
    ledger.assign("alice", by="alice", at=at(1))
    ledger.add_note(Entry("note", author="alice", text="Looks like the gauge."), at(1))
    ledger.tag(Entry("event", author="bob", change="tag", value="battery"), at(2))
    ledger.reply(
        Entry("reply", author="bob", text="Hold the button.\n\nThen tell me.", cc=("dora@example.com",)), at(3)
    )
    ledger.set_status("pending", by="bob", at=at(4))
    ledger.receive(Entry("incoming", text="It works.", quoted=HISTORY), at(5))
    ledger.set_priority(Entry("event", author="alice", change="priority", value="high"), at(6))
    ledger.set_team(Entry("event", author="alice", change="team", value="Workshop"), at(6))
    ledger.set_status("solved", by="alice", at=at(7))
    ledger.set_status("closed", by="", at=at(24))
    ticket.sort_due = sort_due(
        next_due_at=None, waiting_since=ticket.waiting_since, last_message_at=ticket.last_message_at
    )
    loading.write([ledger], cast)
    return ticket


def values(row, *left_out):
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in (*OWN_IDS, *left_out)
    }


def rows(ticket):
    ticket = Ticket.objects.get(pk=ticket.pk)
    messages = list(Message.objects.filter(ticket=ticket).order_by("id"))
    places = {message.pk: place for place, message in enumerate(messages)}
    events = [values(event, "published_at") for event in ticket.events.order_by("id")]
    for event in events:
        if "message" in event["data"]:
            event["data"] = event["data"] | {"message": places[event["data"]["message"]]}
    return {
        "ticket": values(ticket, "number"),
        "messages": [values(message) for message in messages],
        "recipients": [
            (places[message.pk], one.kind, one.name, one.address)
            for message in messages
            for one in message.recipients.all()
        ],
        "events": events,
        "files": [
            (places[one.message_id], values(one, "file") | {"message_id": None}, len(one.file.read()))
            for one in Attachment.objects.filter(message__ticket=ticket)
        ],
        "ccs": [values(one) for one in TicketCC.objects.filter(ticket=ticket)],
        "tags": [one.tag_id for one in TicketTag.objects.filter(ticket=ticket)],
        "words": [
            (places.get(one.message_id), one.is_public, one.document)
            for one in TicketSearch.objects.filter(ticket=ticket).order_by("message_id")
        ],
    }


def test_the_ledger_writes_what_the_operations_write(cast, email_channel, team, rosa, alice, bob, provider):
    bob.undo_seconds = 10
    bob.save()
    lived = rows(by_operations(cast, email_channel, rosa, alice, bob, provider))
    made = rows(by_ledger(cast, email_channel, rosa, team))

    assert len(lived["events"]) == 15
    assert [row["type"] for row in made["events"]] == [row["type"] for row in lived["events"]]
    for what in lived:
        assert made[what] == lived[what], what


def test_a_ledgers_events_are_history(cast, email_channel, team, rosa):
    ticket = by_ledger(cast, email_channel, rosa, team)

    assert all(event.published_at == event.at for event in ticket.events.all())
