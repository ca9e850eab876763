"""By mail: later, together, and only what nobody has seen."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from channels_inbox.models import SystemMail
from notifications import telling
from notifications.models import Notification, NotificationSettings
from tests.fixtures.cast import make_ticket
from tests.fixtures.database import outside
from tests.fixtures.post import post  # noqa: F401
from tickets import publication
from tickets.content import Content
from tickets.models import TicketSeen
from tickets.operations import conversation, triage

TALLINN = ZoneInfo("Europe/Tallinn")


@pytest.fixture
def given(workspace, ticket, alice, bob):
    """Alice gave Bob a ticket; nobody was mailed yet."""
    triage.assign(ticket, bob, by=alice)
    with outside():
        publication.publish(ticket.workspace_id, ticket.pk)
    SystemMail.objects.all().delete()
    return Notification.objects.get(member=bob)


def mail_after(minutes):
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False), outside():
        telling.mail_what_is_due()
    return list(SystemMail.objects.all())


def test_three_minutes_later_one_mail_says_it(given, bob):
    assert mail_after(2) == []
    [mail] = mail_after(4)
    assert (mail.to, mail.subject) == ([bob.user.email], "Alice Ash gave it to you: #1 Printer on fire")
    assert "http://acme.localhost:8000/tickets/1/" in mail.text
    assert mail_after(9) == [mail]


def test_nothing_is_mailed_that_was_seen_meanwhile(given, workspace, ticket, bob):
    ticket.refresh_from_db()
    TicketSeen.objects.create(workspace=workspace, member=bob, ticket=ticket, version=ticket.version)
    assert mail_after(4) == []
    assert Notification.objects.get().mail_due_at is None


def test_news_of_several_tickets_come_in_one_mail(given, workspace, rosa, alice, bob):
    other = make_ticket(workspace, rosa, subject="Scanner on fire", assignee=None)
    triage.assign(other, bob, by=alice)
    with outside():
        publication.publish(workspace.pk, other.pk)
    SystemMail.objects.all().delete()
    [mail] = mail_after(5)
    assert mail.subject == "News of 2 tickets"
    assert "#1 Printer on fire" in mail.text
    assert "#2 Scanner on fire" in mail.text


def test_who_was_sent_away_gets_no_mail(given, bob):
    bob.deactivated_at = timezone.now()
    bob.save()
    assert mail_after(4) == []


@pytest.mark.parametrize(
    "happened, quiet, mailed",
    [
        ((12, 0), (None, None), (12, 3)),
        ((22, 30), (time(22), time(7)), (7, 0)),
        ((21, 58), (time(22), time(7)), (7, 0)),  # the pause would end in quiet hours
        ((6, 58), (time(22), time(7)), (7, 1)),
        ((13, 10), (time(13), time(14)), (14, 0)),
        ((12, 0), (time(9), time(9)), (12, 3)),
    ],
)
def test_quiet_hours_end_before_a_mail_goes(happened, quiet, mailed):
    own = NotificationSettings(quiet_from=quiet[0], quiet_until=quiet[1])
    at = own.next_mail_at(datetime(2026, 3, 10, *happened, tzinfo=TALLINN), timedelta(minutes=3))
    assert (at.hour, at.minute) == mailed
    assert at > datetime(2026, 3, 10, *happened, tzinfo=TALLINN)


def test_a_daily_mail_comes_at_its_hour_by_the_workspace_s_clock():
    own = NotificationSettings(digest="daily", digest_at=time(8))
    at = own.next_mail_at(datetime(2026, 3, 28, 12, 0, tzinfo=TALLINN), timedelta(minutes=3))
    assert at.astimezone(UTC) == datetime(2026, 3, 29, 5, 0, tzinfo=UTC)  # summer time began that night


# Answered by mail


@pytest.fixture
def answerable(email_channel):
    email_channel.settings["trusted_authserv"] = "mx.acme.example"
    email_channel.save()


def tell(ticket, *operations):
    for operation in operations:
        operation()
    with outside():
        publication.publish(ticket.workspace_id, ticket.pk)
    SystemMail.objects.all().delete()


def test_a_mail_about_one_ticket_can_be_answered(answerable, given):
    [mail] = mail_after(4)
    reply_to = mail.headers["Reply-To"]
    assert reply_to.startswith("help+a")
    assert mail.text.startswith("-=-=- Write your answer above this line -=-=-\n")
    assert "It burns." in mail.text  # what there is to answer
    assert mail.html.index("-=-=-") < mail.html.index("Printer on fire")
    assert "Answer this mail, and Rosa Mets gets your answer. For an internal note, write to help+n" in mail.text


def test_it_shows_what_the_customer_wrote_but_no_note(answerable, workspace, ticket, rosa, alice, bob):
    NotificationSettings.objects.create(
        workspace=workspace, member=bob, ways={"customer_wrote": ["mail"], "colleague_wrote": ["mail"]}
    )
    triage.assign(ticket, bob, by=bob)
    tell(
        ticket,
        lambda: conversation.receive(ticket, by=rosa, content=Content(text="Now the <curtains> burn.")),
        lambda: conversation.add_note(ticket, by=alice, body="<p>She smokes.</p>"),
    )
    [mail] = mail_after(4)
    assert "Now the <curtains> burn." in mail.text
    assert "Now the &lt;curtains&gt; burn." in mail.html
    assert "smokes" not in mail.text + mail.html
    # A colleague speaks to Bob: his answer is for the colleague.
    assert mail.headers["Reply-To"].startswith("help+n")
    assert "it becomes an internal note: only your team reads it. To answer Rosa Mets, write to help+a" in mail.text


def test_the_answer_to_such_a_mail_arrives(answerable, given, post, bob):  # noqa: F811
    [mail] = mail_after(4)
    quoted = "\n".join(f"> {line}" for line in mail.text.split("\n"))
    outcome = post(
        sender="Bob Birch <bob@acme.example>",
        to=mail.headers["Reply-To"],
        headers={"Authentication-Results": "mx.acme.example; dmarc=pass header.from=acme.example"},
        subject=f"Re: {mail.subject}",
        body=f"Use water.\n\nOn Sun, 22 Nov 2026 at 10:00, Acme <help@acme.example> wrote:\n{quoted}",
    )
    message = post.message(outcome)
    assert (message.kind, message.author_member, message.body_text) == ("reply", bob, "Use water.")


def test_no_answer_is_asked_for_where_none_could_be_believed(given):
    [mail] = mail_after(4)
    assert "Reply-To" not in mail.headers
    assert "nswer" not in mail.text + mail.html


def test_news_of_several_tickets_can_t_be_answered(answerable, given, workspace, rosa, alice, bob):
    other = make_ticket(workspace, rosa, subject="Scanner on fire", assignee=None)
    tell(other, lambda: triage.assign(other, bob, by=alice))
    [mail] = mail_after(5)
    assert "Reply-To" not in mail.headers
    assert "-=-=-" not in mail.text
