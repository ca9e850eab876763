"""Bring notifications to people: at once to open pages, later by mail."""

from functools import partial
from itertools import groupby

from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from channels_inbox.system_mail import send_system_mail
from notifications import answering
from notifications.kinds import ABOUT, Kind
from notifications.models import Notification
from notifications.reading import readable
from tickets import live
from workspaces import jobs
from workspaces.tenancy import across_tenants, tenant

AT_ONCE = 500  # rows of one run of the sweep


def tell(rows):
    """After commit, open pages of the members hear that there is news; they fetch it, and their rights are checked."""
    for row in rows:
        if row.in_app:
            news = {"type": "news", "member": row.member_id}
            transaction.on_commit(partial(live.publish, row.workspace_id, news), robust=True)


def push(workspace_id, members, **about):
    """After commit, what was told to ``members`` (ids) ``about`` something goes to those of their browsers that asked for it."""
    from notifications import tasks

    told = Notification.objects.filter(workspace_id=workspace_id, member_id__in=members, **about)
    for pk in told.filter(member__push_subscriptions__isnull=False).distinct().values_list("pk", flat=True):
        tasks.push.ring_on_commit(workspace_id, pk)


def line(row):
    """``(words, icon)`` of a notification in the active language."""
    about = ABOUT[Kind(row.kind)]
    if row.job_id and jobs.outcome(row.job)[1]:
        return str(_("What you began was not done")), "circle-alert"
    if row.file_url and not row.job.refused:  # else it holds what was refused
        kind = row.job.file_name.rpartition(".")[2].upper()
        return _("Your %(kind)s file is ready") % {"kind": kind}, "file-down"
    return str(about.words) % {"who": row.who or _("Somebody")}, about.icon


def mail_what_is_due():
    """One mail a member for all that is due and not seen yet. One transaction each, so that one failure stops no other."""
    with across_tenants("mails of all workspaces are due by the same clock"):
        due = list(
            Notification.objects.filter(mail_due_at__lte=timezone.now())
            .order_by("mail_due_at")
            .values_list("workspace_id", "member_id")[:AT_ONCE]
        )
    for workspace_id, member_id in dict.fromkeys(due):
        with tenant(workspace_id):
            _mail(workspace_id, member_id)


def _mail(workspace_id, member_id):
    due = Notification.objects.filter(
        workspace_id=workspace_id, member_id=member_id, mail_due_at__lte=timezone.now()
    ).select_for_update(skip_locked=True, of=("self",))
    due = due.select_related(
        "ticket__workspace", "ticket__channel", "ticket__requester", "event", "talk_message__room__team", "job"
    ).select_related("member__user", "member__workspace")
    rows = list(due.order_by("ticket_id", "talk_message__room_id", "job_id", "at"))
    if not rows:
        return
    member = rows[0].member
    Notification.objects.filter(workspace_id=workspace_id, pk__in=[row.pk for row in rows]).update(mail_due_at=None)
    rows = still_news(member, rows)
    if not rows:
        return
    base = member.workspace.base_url
    with translation.override(member.user.language or member.workspace.language):
        subjects = [_subject(base, list(rows)) for _about, rows in groupby(rows, key=lambda row: row.about)]
        heading, _url, lines = subjects[0]
        if len(subjects) == 1:
            subject = f"{lines[-1]}: {heading}"
        elif all(row.ticket_id for row in rows):
            subject = _("News of %(n)d tickets") % {"n": len(subjects)}
        elif any(row.job_id for row in rows):
            subject = _("%(n)d notifications") % {"n": len(subjects)}
        else:
            subject = _("News of %(n)d tickets and conversations") % {"n": len(subjects)}
        settings_url = f"{base}{reverse('notifications:settings')}"
        answer = answering.way_to_answer(member, rows) if len(subjects) == 1 else None
        context = {"subjects": subjects, "settings_url": settings_url, "workspace": member.workspace, "answer": answer}
        text = render_to_string("notifications/email/news.txt", context)
        html = render_to_string("notifications/email/news.html", context)
    headers = answer.headers if answer else {}
    send_system_mail(member.workspace, member.user.email, subject, text, html=html, headers=headers)


def still_news(member, rows):
    """Those that ``member`` has not seen meanwhile, on tickets and in rooms that they may read now."""
    if not member.is_active:
        return []
    told = Notification.objects.filter(workspace_id=member.workspace_id, pk__in=[row.pk for row in rows])
    still = set(readable(told, member).unread().values_list("pk", flat=True))
    return [row for row in rows if row.pk in still]


def _subject(base, rows):
    """``(heading, address, [line, …])`` of rows about one ticket or room."""
    return rows[-1].subject, f"{base}{rows[-1].get_absolute_url()}", [line(row)[0] for row in rows]
