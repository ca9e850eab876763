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
from tickets import publication
from tickets.models import TicketSeen
from tickets.operations import triage

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
