"""Work found by looking, for all workspaces: what no doorbell announced."""

from datetime import timedelta

from django.db import connection
from django.db.models import DurationField, ExpressionWrapper, F
from django.utils import timezone

from channels_inbox import outbox
from tickets.models import Later, Message, SavedView, Ticket, TicketEvent
from tickets.models.status import Category
from tickets.operations import purging, triage
from tickets.saved_views import KEPT
from workspaces.doorbell import ring_missed
from workspaces.tenancy import across_tenants, tenant

AT_ONCE = 200
LATE = timedelta(seconds=2)  # a doorbell that has not been answered by then was lost


def ring_for_the_forgotten():
    """Ring for due replies and unpublished events, oldest first. Raw mails are the channels' own sweep."""
    now = timezone.now()
    with across_tenants("a sweep looks for what was left in any workspace"):
        events = list(
            TicketEvent.objects.filter(published_at=None, at__lt=now - LATE)
            .order_by("at")
            .values_list("workspace_id", "ticket_id")[: AT_ONCE * 4]
        )
    ring_missed("tickets.deliver_message", outbox.due(Message, limit=AT_ONCE), queue="outbound")
    ring_missed("tickets.publish_events", dict.fromkeys(events), queue="rules")


def ring_for_what_is_due():
    """Ring for tickets that wake, replies that leave and reminders, by the partial indexes of Later; the oldest first."""
    rows = Later.objects.values_list("workspace_id", "pk")
    with across_tenants("timers of all workspaces run by the same clock"):
        due = list(rows.filter(interrupted_at=None, at__lte=timezone.now()).order_by("at")[:AT_ONCE])
        due += rows.filter(interrupted_at__isnull=False).order_by("interrupted_at")[:AT_ONCE]
    ring_missed("tickets.come_due", due, queue="outbound")


def close_solved():
    """Close tickets whose reopen window has ended; one transaction each, so that one failure stops no other."""
    with across_tenants("the reopen windows of all workspaces end by the same clock"):
        due = list(
            Ticket.objects.filter(category="solved", reopen_until__lte=timezone.now())
            .order_by("reopen_until")
            .values_list("workspace_id", "pk")[: AT_ONCE * 5]
        )
    for workspace_id, pk in due:
        with tenant(workspace_id):
            ticket = Ticket.objects.get(workspace_id=workspace_id, pk=pk)
            if ticket.category == Category.SOLVED:
                triage.set_category(ticket, Category.CLOSED, by=None)


def purge_old():
    """Delete what has lain in spam or trash for as many days as its workspace keeps it; one transaction each."""
    with across_tenants("what lies in spam and trash of any workspace ends by the same clock"):
        kept_for = ExpressionWrapper(F("workspace__purge_days") * timedelta(days=1), DurationField())
        due = list(
            Ticket.objects.filter(place_changed_at__lte=timezone.now() - kept_for)
            .exclude(place=Ticket.Place.INBOX)
            .order_by("place_changed_at")
            .values_list("workspace_id", "pk")[:AT_ONCE]
        )
    for workspace_id, pk in due:
        with tenant(workspace_id):
            ticket = Ticket.objects.filter(workspace_id=workspace_id, pk=pk).first()
            if ticket is not None and ticket.place != Ticket.Place.INBOX:
                purging.purge(ticket)


def fold_tallies():
    """Add new changes to the totals of each assignee and each team, in one statement that loses none."""
    with across_tenants("counts of all workspaces are folded by one statement"), connection.cursor() as cursor:
        cursor.execute(
            """
            WITH changes AS (
                DELETE FROM tickets_tickettally WHERE id IN (
                    SELECT id FROM tickets_tickettally ORDER BY id LIMIT 100000
                    FOR UPDATE SKIP LOCKED)
                RETURNING workspace_id, team_id, assignee_id, bucket, change
            ), added AS (
                SELECT workspace_id, team_id, assignee_id, bucket, 'assignee' AS kind, change AS total FROM changes
                UNION ALL SELECT workspace_id, team_id, NULL, bucket, 'team', change FROM changes
            ), before AS (
                DELETE FROM tickets_tickettotal kept USING (
                    SELECT DISTINCT workspace_id, team_id, assignee_id, bucket, kind FROM added) one
                WHERE kept.workspace_id = one.workspace_id AND kept.kind = one.kind AND kept.team_id = one.team_id
                    AND kept.bucket = one.bucket AND kept.assignee_id IS NOT DISTINCT FROM one.assignee_id
                RETURNING kept.workspace_id, kept.team_id, kept.assignee_id, kept.bucket, kept.kind, kept.total
            )
            INSERT INTO tickets_tickettotal (workspace_id, team_id, assignee_id, bucket, kind, total)
            SELECT workspace_id, team_id, assignee_id, bucket, kind, sum(total)
            FROM (SELECT * FROM added UNION ALL SELECT * FROM before) every
            GROUP BY workspace_id, team_id, assignee_id, bucket, kind HAVING sum(total) <> 0
            """
        )


def settle_words():
    """Bring the words of new messages from the pending list of their index, which each search reads whole, into the index."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('ticket_search_words')")


def forget_deleted_views():
    """Delete the saved views that nobody brought back within a day."""
    with across_tenants("deleted views of all workspaces go by the same clock"):
        SavedView.objects.filter(deleted_at__lt=timezone.now() - KEPT).delete()
