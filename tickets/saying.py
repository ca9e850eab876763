"""Events, marks and matches in words for agents."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.templatetags.times import formatted
from tickets.marks import MATCHES, why_kept
from tickets.models import Ticket, TicketEvent

ORIGINS = {
    "email": (gettext_lazy("by e-mail to"), "mail-plus"),
    "form": (gettext_lazy("by the contact form"), "globe"),
    "portal": (gettext_lazy("in the help centre"), "globe"),
    "phone": (gettext_lazy("after a telephone call"), "phone"),
    "visit": (gettext_lazy("after a visit"), "footprints"),
    "letter": (gettext_lazy("from a letter"), "mailbox"),
    "fax": (gettext_lazy("from a fax"), "printer"),
}


def event_words(event):
    """``(safe HTML words, icon name)``, or ``("", "")`` for events that need no line."""
    say = _SAYINGS.get(event.type)
    if say is None:
        return "", ""
    words, icon = say(event, event.data)
    if macro := event.data.get("macro"):
        words = format_html(_("{} by macro “{}”"), words, macro)
    return words, icon


def _who(event):
    if event.actor_kind == TicketEvent.Actor.SYSTEM:
        return _("Tugi")
    name = event.actor_name or _("Somebody")
    return _("Rule “%(name)s”") % {"name": name} if event.actor_kind == TicketEvent.Actor.RULE else name


def _opened(event, data):
    words, icon = ORIGINS.get(data.get("origin"), ORIGINS["email"])
    if data.get("origin") == "email":
        return format_html(_("Opened by e-mail to <strong>{}</strong>"), data.get("channel_name", "")), icon
    if event.actor_kind == TicketEvent.Actor.MEMBER:
        return format_html(_("<strong>{}</strong> logged it {}"), _who(event), words), icon
    return format_html(_("Opened {}"), words), icon


def _assigned(event, data):
    new = data.get("new_name")
    if not new and data.get("old") == event.actor_id and event.actor_kind == TicketEvent.Actor.MEMBER:
        return format_html(_("<strong>{}</strong> gave it back"), _who(event)), "user-minus"
    if not new:
        return format_html(
            _("<strong>{}</strong> took it from {}"), _who(event), data.get("old_name") or _("nobody")
        ), "user-minus"
    if data.get("new") == event.actor_id and event.actor_kind == TicketEvent.Actor.MEMBER:
        return format_html(_("<strong>{}</strong> took it"), _who(event)), "user-check"
    return format_html(_("<strong>{}</strong> assigned it to <strong>{}</strong>"), _who(event), new), "user-plus"


def _status(event, data):
    if event.actor_kind == TicketEvent.Actor.CONTACT and data.get("new_category") == "open":
        return format_html(_("Open again by the answer of <strong>{}</strong>"), _who(event)), "rotate-ccw"
    icon = "circle-check" if data.get("new_category") == "solved" else "circle-dot"
    return format_html(
        _("<strong>{}</strong> set {} → <strong>{}</strong>"), _who(event), data["old_name"], data["new_name"]
    ), icon


def _priority(event, data):
    labels = dict(Ticket.Priority.choices)
    old, new = labels.get(data["old"], ""), labels.get(data["new"], "")
    return format_html(_("<strong>{}</strong> set priority {} → <strong>{}</strong>"), _who(event), old, new), "signal"


def _type(event, data):
    new = dict(Ticket.Type.choices).get(data["new"], "")
    return format_html(_("<strong>{}</strong> changed the type to <strong>{}</strong>"), _who(event), new), "shapes"


def _team(event, data):
    new = data["new_name"]
    return format_html(
        _("<strong>{}</strong> handed it from {} to <strong>{}</strong>"), _who(event), data["old_name"], new
    ), "users"


def _subject(event, data):
    return format_html(
        _("<strong>{}</strong> renamed it; it was “{}”"), _who(event), data["old"] or _("(no subject)")
    ), "pencil"


def _field(event, data):
    if not data["new"]:
        return format_html(
            _("<strong>{}</strong> emptied {}; it was “{}”"), _who(event), data["name"], data["old"]
        ), "text-cursor-input"
    if not data["old"]:
        return format_html(
            _("<strong>{}</strong> set {} to <strong>{}</strong>"), _who(event), data["name"], data["new"]
        ), "text-cursor-input"
    return format_html(
        _("<strong>{}</strong> changed {} from {} to <strong>{}</strong>"),
        _who(event),
        data["name"],
        data["old"],
        data["new"],
    ), "text-cursor-input"


def _form(event, data):
    if data["new"] is None:
        return format_html(_("<strong>{}</strong> took the form {} off"), _who(event), data["old_name"]), "list"
    return format_html(
        _("<strong>{}</strong> chose the form <strong>{}</strong>"), _who(event), data["new_name"]
    ), "list"


def _reason(event, data):
    if data["new"] is None:
        return format_html(_("<strong>{}</strong> took the reason {} off"), _who(event), data["old_name"]), "split"
    return format_html(
        _("<strong>{}</strong> set the reason <strong>{}</strong>"), _who(event), data["new_name"]
    ), "split"


def _checklist(event, data):
    return format_html(
        _("<strong>{}</strong> added the checklist <strong>{}</strong>"), _who(event), data["name"]
    ), "list-checks"


def _step(event, data):
    words = {
        "checklist.step_added": _("<strong>{}</strong> added the step {}"),
        "checklist.step_done": _("<strong>{}</strong> did: {}"),
        "checklist.step_reopened": _("<strong>{}</strong> took the check off: {}"),
        "checklist.step_removed": _("<strong>{}</strong> removed the step {}"),
    }
    return format_html(words[event.type], _who(event), data["text"]), "list-checks"


def _tag_added(event, data):
    return format_html(_("<strong>{}</strong> added the tag <strong>{}</strong>"), _who(event), data["tag"]), "tag"


def _tag_removed(event, data):
    return format_html(_("<strong>{}</strong> took the tag <strong>{}</strong> off"), _who(event), data["tag"]), "tag"


def _moved(event, data):
    words = {
        "spam": _("<strong>{}</strong> marked it as spam"),
        "trash": _("<strong>{}</strong> moved it to the trash"),
        "inbox": _("<strong>{}</strong> put it back into the inbox"),
    }
    return format_html(words[data["new"]], _who(event)), "archive"


def _cc_added(event, data):
    return format_html(
        _("<strong>{}</strong> added <strong>{}</strong> as a copy"),
        _who(event),
        data["address"],
    ), "user-plus"


def _cc_proposed(event, data):
    return format_html(
        _("<strong>{}</strong> came in as a copy; they get nothing until somebody adds them"), data["address"]
    ), "user-plus"


def _cc_removed(event, data):
    return format_html(_("<strong>{}</strong> took {} off"), _who(event), data["address"]), "user-minus"


def _follower_added(event, data):
    return format_html(_("<strong>{}</strong> follows"), data["name"]), "bell"


def _follower_removed(event, data):
    return format_html(_("<strong>{}</strong> no longer follows"), data["name"]), "bell-off"


def _not_delivered(event, data):
    return format_html(_("A reply was not delivered")), "mail-x"


def _bounced(event, data):
    return format_html(_("A reply came back undelivered from <strong>{}</strong>"), data.get("address", "")), "mail-x"


def _delayed(event, data):
    return format_html(_("A reply to <strong>{}</strong> is delayed"), data.get("address", "")), "mail-question-mark"


def _retried(event, data):
    return format_html(_("<strong>{}</strong> sent a reply once more"), _who(event)), "send"


def _undone(event, data):
    if addresses := data.get("addresses"):
        words = _("<strong>{}</strong> took a message to {} back before it left")
        return format_html(words, _who(event), ", ".join(addresses)), "undo-2"
    return format_html(_("<strong>{}</strong> took a reply back before it left"), _who(event)), "undo-2"


def _accepted(event, data):
    return format_html(
        _("<strong>{}</strong> let what <strong>{}</strong> wrote into the conversation"), _who(event), data["address"]
    ), "user-check"


def _acknowledged(event, data):
    return format_html(_("Tugi confirmed the message by e-mail")), "mail-check"


def _reviewed(event, data):
    return format_html(_("<strong>{}</strong> looked at it"), _who(event)), "eye"


def _contacts_merged(event, data):
    return format_html(
        _("<strong>{}</strong> merged <strong>{}</strong> into <strong>{}</strong>"),
        _who(event),
        data["old_name"],
        data["new_name"],
    ), "merge"


def _contacts_unmerged(event, data):
    return format_html(
        _("<strong>{}</strong> undid a merge: the ticket is <strong>{}</strong>’s again"), _who(event), data["new_name"]
    ), "split"


def _numbers(numbers):
    """Ticket numbers as links, "#4219 and #4220"."""
    links = [format_html('<a href="/tickets/{}/">#{}</a>', number, number) for number in numbers]
    if len(links) < 2:
        return format_html_join("", "{}", ((one,) for one in links))
    first = format_html_join(", ", "{}", ((one,) for one in links[:-1]))
    return format_html(_("{} and {}"), first, links[-1])


def _merged(event, data):
    words = format_html(_("<strong>{}</strong> merged {} into this ticket"), _who(event), _numbers(data["numbers"]))
    if not data.get("undone"):
        words = format_html(
            '{} · <a class="link" href="{}">{}</a>',
            words,
            reverse("tickets:merge_undo", args=[data["batch"]]),
            _("Undo"),
        )
    return words, "merge"


def _merged_into(event, data):
    return format_html(_("<strong>{}</strong> merged it into {}"), _who(event), _numbers([data["number"]])), "merge"


def _unmerged(event, data):
    return format_html(
        _("<strong>{}</strong> took {} out of this ticket again"), _who(event), _numbers(data["numbers"])
    ), "split"


def _unmerged_from(event, data):
    return format_html(
        _("<strong>{}</strong> took it out of {} again"), _who(event), _numbers([data["number"]])
    ), "split"


LINKS = {  # kind, and whether the ticket is what the kind says
    ("incident", True): gettext_lazy("an incident of"),
    ("incident", False): gettext_lazy("the problem behind"),
    ("child", True): gettext_lazy("a part of"),
    ("child", False): gettext_lazy("the whole of"),
    ("duplicate", True): gettext_lazy("a duplicate of"),
    ("duplicate", False): gettext_lazy("the original of"),
    ("related", True): gettext_lazy("related to"),
    ("related", False): gettext_lazy("related to"),
}


def _linked(event, data):
    words = LINKS.get((data["kind"], data["is_from"]), "")
    return format_html(_("<strong>{}</strong> made it {} {}"), _who(event), words, _numbers([data["number"]])), "link"


def _unlinked(event, data):
    return format_html(
        _("<strong>{}</strong> took the link with {} away"), _who(event), _numbers([data["number"]])
    ), "unlink"


def _split(event, data):
    return format_html(
        _("<strong>{}</strong> split a part of it off into {}"), _who(event), _numbers([data["number"]])
    ), "split"


def _split_from(event, data):
    return format_html(_("<strong>{}</strong> split it off from {}"), _who(event), _numbers([data["number"]])), "split"


def _forwarded(event, data):
    return format_html(
        _("<strong>{}</strong> wrote to <strong>{}</strong>"), _who(event), ", ".join(data["addresses"])
    ), "forward"


def _requester_changed(event, data):
    words = _("<strong>{}</strong> made <strong>{}</strong> the requester; it was {}")
    if data["kept"]:
        words = _("<strong>{}</strong> made <strong>{}</strong> the requester; {} gets copies")
    return format_html(words, _who(event), data["new_name"], data["old_name"]), "user-pen"


def _until(data):
    return formatted(timezone.localtime(datetime.fromisoformat(data["until"])), "D j M H:i")


def _snoozed(event, data):
    return format_html(_("<strong>{}</strong> snoozed it until {}"), _who(event), _until(data)), "alarm-clock"


def _woke(event, data):
    if event.actor_kind == TicketEvent.Actor.MEMBER:
        return format_html(_("<strong>{}</strong> woke it"), _who(event)), "alarm-clock-off"
    return format_html(_("Back from snooze")), "alarm-clock"


def _reminder_set(event, data):
    return format_html(
        _("<strong>{}</strong> is reminded {} if nobody answers"), _who(event), _until(data)
    ), "bell-ring"


def _reminder_cancelled(event, data):
    return format_html(_("<strong>{}</strong> called the reminder off"), _who(event)), "bell-off"


def _reminded(event, data):
    return format_html(_("Nobody answered: time to write again")), "bell-ring"


def _scheduled(event, data):
    return format_html(_("<strong>{}</strong> scheduled a reply for {}"), _who(event), _until(data)), "calendar-clock"


def _unscheduled(event, data):
    return format_html(_("<strong>{}</strong> called a scheduled reply off"), _who(event)), "calendar-x"


def _interrupted(event, data):
    return format_html(
        _("The customer wrote first: the scheduled reply of <strong>{}</strong> did not leave and is a draft again"),
        data["name"],
    ), "calendar-x"


def _not_sent(event, data):
    return format_html(
        _("The scheduled reply of <strong>{}</strong> could not leave and is a draft again"), data["name"]
    ), "calendar-x"


def _answer_kept(event, data):
    return format_html(
        _("A mail to the answer address of <strong>{}</strong> was kept here, and nothing was sent. {}"),
        data["name"],
        why_kept(data["why"]),
    ), "mail-warning"


_SAYINGS = {
    "answer.kept": _answer_kept,
    "ticket.snoozed": _snoozed,
    "ticket.woke": _woke,
    "ticket.reminder_set": _reminder_set,
    "ticket.reminder_cancelled": _reminder_cancelled,
    "ticket.reminded": _reminded,
    "reply.scheduled": _scheduled,
    "reply.unscheduled": _unscheduled,
    "reply.interrupted": _interrupted,
    "reply.not_sent": _not_sent,
    "ticket.opened": _opened,
    "ticket.assigned": _assigned,
    "ticket.status_changed": _status,
    "ticket.priority_changed": _priority,
    "ticket.type_changed": _type,
    "ticket.team_changed": _team,
    "ticket.subject_changed": _subject,
    "ticket.field_changed": _field,
    "ticket.form_changed": _form,
    "ticket.reason_changed": _reason,
    "checklist.applied": _checklist,
    "checklist.step_added": _step,
    "checklist.step_done": _step,
    "checklist.step_reopened": _step,
    "checklist.step_removed": _step,
    "ticket.tag_added": _tag_added,
    "ticket.tag_removed": _tag_removed,
    "ticket.moved": _moved,
    "ticket.cc_added": _cc_added,
    "ticket.cc_proposed": _cc_proposed,
    "ticket.cc_removed": _cc_removed,
    "ticket.follower_added": _follower_added,
    "ticket.follower_removed": _follower_removed,
    "message.not_delivered": _not_delivered,
    "message.bounced": _bounced,
    "message.delayed": _delayed,
    "message.retried": _retried,
    "message.undone": _undone,
    "message.accepted": _accepted,
    "ticket.linked": _linked,
    "ticket.unlinked": _unlinked,
    "ticket.split": _split,
    "ticket.split_from": _split_from,
    "ticket.forwarded": _forwarded,
    "ticket.requester_changed": _requester_changed,
    "ticket.merged": _merged,
    "ticket.merged_into": _merged_into,
    "ticket.unmerged": _unmerged,
    "ticket.unmerged_from": _unmerged_from,
    "ticket.acknowledged": _acknowledged,
    "ticket.reviewed": _reviewed,
    "ticket.contacts_merged": _contacts_merged,
    "ticket.contacts_unmerged": _contacts_unmerged,
}


def match_words(code):
    """Why a message belongs to its ticket, as a sentence; nothing where it opened one."""
    return MATCHES.get(code, "")
