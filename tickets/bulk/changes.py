"""What can be done to many tickets at once: read from a form, apply to one ticket, put back.

``apply`` and ``put_back`` go through the operations, as an agent's click does. What ``apply`` returns is kept with the
ticket's row of the job; ``put_back`` changes nothing where somebody else has set that property meanwhile.
"""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from helpdesk.lib.errors import OperationRefused
from helpdesk.lib.numbers import whole
from tickets.models import Status, Ticket, TicketTag
from tickets.models.status import Category
from tickets.operations import statuses, triage
from tickets.operations.locking import locked
from workspaces.models import Member, Team


class ChangedMeanwhile(OperationRefused):
    code = "changed_meanwhile"
    message = gettext_lazy("Somebody has changed this since, so it stays as it is.")


@dataclass(frozen=True)
class Change:
    """``property`` is a key of PROPERTIES; ``value`` fits into JSON; ``name`` is what people call it."""

    property: str
    value: object
    name: str

    @property
    def right(self):
        """The key of permissions.yaml that it needs on each ticket."""
        return PROPERTIES[self.property].right_for(self.value)

    def apply(self, ticket, *, by):
        """Change one ticket. Returns what ``put_back`` needs; empty if it was so already. Raises OperationRefused."""
        return PROPERTIES[self.property].apply(locked(ticket), self.value, by) or {}

    def put_back(self, ticket, data, *, by):
        """Undo what ``apply`` did to ``ticket`` and returned ``data`` of. Raises ChangedMeanwhile, OperationRefused."""
        PROPERTIES[self.property].put_back(locked(ticket), self.value, data, by)

    def title(self, count):
        """What is being done: "Assign 12 tickets to Liis Kask"."""
        return PROPERTIES[self.property].title(self.value, count) % {"count": f"{count:,}", "name": self.name}

    def result(self, count):
        """What was done: "12 tickets assigned to Liis Kask"."""
        return PROPERTIES[self.property].result(self.value, count) % {"count": f"{count:,}", "name": self.name}


def read(data, *, workspace, member):
    """The Change that a form (a QueryDict) asks for. Raises Http404 for ids that the workspace does not have."""
    for key, kind in PROPERTIES.items():
        if kind.field in data:
            value, name = kind.read(data[kind.field], workspace, member)
            return Change(key, value, name)
    raise Http404


class _Assignee:
    """A member's public id, "me", or nothing for nobody."""

    field = "assignee"

    def right_for(self, value):
        return "tickets.triage"

    def read(self, text, workspace, member):
        if not text:
            return None, ""
        if text == "me":
            return member.pk, member.name
        chosen = get_object_or_404(
            Member.objects.active().select_related("user"), workspace=workspace, public_id=text[:26]
        )
        return chosen.pk, chosen.name

    def apply(self, ticket, value, by):
        was = ticket.assignee_id
        triage.assign(ticket, self._member(ticket, value), by=by)
        return {"was": was} if was != value else None

    def put_back(self, ticket, value, data, by):
        if ticket.assignee_id != value:
            raise ChangedMeanwhile
        triage.assign(ticket, self._member(ticket, data["was"]), by=by)

    def title(self, value, count):
        if value is None:
            return ngettext(
                "Take %(count)s ticket from whoever has it", "Take %(count)s tickets from whoever has them", count
            )
        return ngettext("Assign %(count)s ticket to %(name)s", "Assign %(count)s tickets to %(name)s", count)

    def result(self, value, count):
        if value is None:
            return ngettext("%(count)s ticket has nobody now", "%(count)s tickets have nobody now", count)
        return ngettext("%(count)s ticket assigned to %(name)s", "%(count)s tickets assigned to %(name)s", count)

    def _member(self, ticket, pk):
        if pk is None:
            return None
        return Member.objects.select_related("user").get(workspace_id=ticket.workspace_id, pk=pk)


class _Status:
    """A status' id, or a category's name for its first one."""

    field = "status"

    def right_for(self, value):
        return "tickets.triage"

    def read(self, text, workspace, member):
        offered = Status.objects.filter(workspace=workspace).exclude(category__in=[Category.NEW, Category.CLOSED])
        if text in Category.values:
            chosen = offered.filter(category=text).order_by("position", "id").first()
        else:
            chosen = offered.filter(pk=whole(text, -1)).first()
        if chosen is None:
            raise Http404
        return chosen.pk, chosen.name

    def apply(self, ticket, value, by):
        was = ticket.status_id
        remembered = statuses.remember(ticket)
        triage.set_status(ticket, Status.objects.get(workspace_id=ticket.workspace_id, pk=value), by=by)
        return {"was": was, "remembered": remembered} if was != value else None

    def put_back(self, ticket, value, data, by):
        if ticket.status_id != value:
            raise ChangedMeanwhile
        was = triage.status_to_go_back_to(ticket, data["was"])
        triage.set_status(ticket, was, by=by, remembered=data.get("remembered"))

    def title(self, value, count):
        return ngettext("Set %(count)s ticket to %(name)s", "Set %(count)s tickets to %(name)s", count)

    def result(self, value, count):
        return ngettext("%(count)s ticket set to %(name)s", "%(count)s tickets set to %(name)s", count)


class _Priority:
    """1 to 4."""

    field = "priority"

    def right_for(self, value):
        return "tickets.triage"

    def read(self, text, workspace, member):
        value = whole(text, -1)
        if value not in Ticket.Priority.values:
            raise Http404
        return value, str(Ticket.Priority(value).label)

    def apply(self, ticket, value, by):
        was = ticket.priority
        triage.set_priority(ticket, value, by=by)
        return {"was": int(was)} if was != value else None

    def put_back(self, ticket, value, data, by):
        if ticket.priority != value:
            raise ChangedMeanwhile
        triage.set_priority(ticket, data["was"], by=by)

    def title(self, value, count):
        return ngettext(
            "Set the priority of %(count)s ticket to %(name)s",
            "Set the priority of %(count)s tickets to %(name)s",
            count,
        )

    def result(self, value, count):
        return ngettext(
            "Priority of %(count)s ticket is %(name)s now", "Priority of %(count)s tickets is %(name)s now", count
        )


class _Team:
    """A team's id; also of a team that the member does not see."""

    field = "team"

    def right_for(self, value):
        return "tickets.triage"

    def read(self, text, workspace, member):
        chosen = get_object_or_404(Team, workspace=workspace, pk=whole(text, -1))
        return chosen.pk, chosen.name

    def apply(self, ticket, value, by):
        was = ticket.team_id
        triage.set_team(ticket, Team.objects.get(workspace_id=ticket.workspace_id, pk=value), by=by)
        return {"was": was} if was != value else None

    def put_back(self, ticket, value, data, by):
        if ticket.team_id != value:
            raise ChangedMeanwhile
        triage.set_team(ticket, Team.objects.get(workspace_id=ticket.workspace_id, pk=data["was"]), by=by)

    def title(self, value, count):
        return ngettext("Hand %(count)s ticket to %(name)s", "Hand %(count)s tickets to %(name)s", count)

    def result(self, value, count):
        return ngettext("%(count)s ticket is with %(name)s now", "%(count)s tickets are with %(name)s now", count)


class _Tag:
    """A word to put on."""

    field, puts_on = "add", True

    def right_for(self, value):
        return "tickets.triage"

    def read(self, text, workspace, member):
        word = triage.clean_tag(text)
        if not word:
            raise Http404
        return word, word

    def apply(self, ticket, value, by):
        had = self._has(ticket, value)
        (triage.add_tag if self.puts_on else triage.remove_tag)(ticket, value, by=by)
        return {"had": had} if had != self.puts_on else None

    def put_back(self, ticket, value, data, by):
        if self._has(ticket, value) == data["had"]:
            raise ChangedMeanwhile
        (triage.add_tag if data["had"] else triage.remove_tag)(ticket, value, by=by)

    def title(self, value, count):
        return ngettext("Tag %(count)s ticket “%(name)s”", "Tag %(count)s tickets “%(name)s”", count)

    def result(self, value, count):
        return ngettext("%(count)s ticket tagged “%(name)s”", "%(count)s tickets tagged “%(name)s”", count)

    def _has(self, ticket, word):
        return TicketTag.objects.filter(workspace_id=ticket.workspace_id, ticket=ticket, tag__name=word).exists()


class _Untag(_Tag):
    """A word to take off."""

    field, puts_on = "remove", False

    def title(self, value, count):
        return ngettext("Take “%(name)s” off %(count)s ticket", "Take “%(name)s” off %(count)s tickets", count)

    def result(self, value, count):
        return ngettext(
            "“%(name)s” was taken off %(count)s ticket", "“%(name)s” was taken off %(count)s tickets", count
        )


class _Place:
    """Inbox, spam or trash."""

    field = "place"

    def right_for(self, value):
        return "tickets.trash" if value == Ticket.Place.TRASH else "tickets.spam"

    def read(self, text, workspace, member):
        if text not in Ticket.Place.values:
            raise Http404
        return text, str(Ticket.Place(text).label)

    def apply(self, ticket, value, by):
        was = ticket.place
        if Ticket.Place.TRASH in (was, value) and not by.can("tickets.trash"):
            raise OperationRefused(_("You may not move tickets into the trash or out of it."))
        triage.move(ticket, value, by=by)
        return {"was": was} if was != value else None

    def put_back(self, ticket, value, data, by):
        if ticket.place != value:
            raise ChangedMeanwhile
        triage.move(ticket, data["was"], by=by)

    def title(self, value, count):
        return {
            "inbox": ngettext("Put %(count)s ticket back", "Put %(count)s tickets back", count),
            "spam": ngettext("Mark %(count)s ticket as spam", "Mark %(count)s tickets as spam", count),
            "trash": ngettext("Move %(count)s ticket to the trash", "Move %(count)s tickets to the trash", count),
        }[value]

    def result(self, value, count):
        return {
            "inbox": ngettext(
                "%(count)s ticket is back in the inbox", "%(count)s tickets are back in the inbox", count
            ),
            "spam": ngettext("%(count)s ticket is in spam", "%(count)s tickets are in spam", count),
            "trash": ngettext("%(count)s ticket is in the trash", "%(count)s tickets are in the trash", count),
        }[value]


PROPERTIES = {
    "assignee": _Assignee(),
    "status": _Status(),
    "priority": _Priority(),
    "team": _Team(),
    "tag": _Tag(),
    "untag": _Untag(),
    "place": _Place(),
}
