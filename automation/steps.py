"""What a macro does: each kind of step, what may stand in it, its words, and the operation that it calls.

A macro's ``steps`` is a list of objects, run in order; ``do`` names the kind::

    {"do": "reply", "canned": 7}               or {"do": "reply", "html": "<p>…</p>"}; at most one
    {"do": "note", "html": "<p>…</p>"}
    {"do": "add_tag", "tag": "recall"}         and "remove_tag"
    {"do": "type", "value": "problem"}         of Ticket.Type
    {"do": "priority", "value": 3}             of Ticket.Priority
    {"do": "team", "team": 4}
    {"do": "assignee", "to": "me"}             or "nobody", or a member's public id
    {"do": "field", "field": 6, "value": …}    a text, a list of ids of options, or true; "" empties it
    {"do": "reason", "reason": 8}              or 0 for none
    {"do": "status", "status": 5}
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from automation.choosing import best_variant, variant_for
from automation.models import CannedResponse
from automation.operations.canned import files_of, words_for
from automation.refusals import StepRefused
from tickets.bodies import as_text, clean_body
from tickets.content import one_line
from tickets.models import Reason, Status, Ticket
from tickets.operations import conversation, drafting, fields, triage
from tickets.operations.attaching import keep_upload
from tickets.placeholders import fill_html, values_for
from tickets.recipients import recipients_of_reply
from workspaces.custom_fields import columns_of, parse, shown
from workspaces.models import CustomField, Member, Team

QUOTED = 140  # characters of a text that the preview shows


@dataclass
class Scene:
    """A macro at work on ``ticket``, which is as the step before left it. ``trial``: nothing of it will stay.

    ``ticket`` is None where words are asked for that hold for any ticket.
    """

    ticket: Ticket | None
    by: Member
    macro: object
    trial: bool = False
    run: str = ""  # an id of this time, which its events carry
    message: object = None  # the reply, if one is on its way
    drafted: bool = False  # it waits in the composer instead


class Step:
    """A kind of step. ``right`` is what its doer needs."""

    right = "tickets.triage"

    def words(self, step, scene):
        """``(what it does, whether that changes anything)``. Raises StepRefused where it names what is gone.

        Without a ticket, what it does where the ticket is not so already.
        """
        raise NotImplementedError

    def run(self, step, scene):
        raise NotImplementedError


class Reply(Step):
    right = "tickets.reply"

    def words(self, step, scene):
        html, _files = self._text(step, scene, with_files=False)
        said = one_line(as_text(html), QUOTED)
        if scene.macro.edit_first:
            return _("Puts into the composer: “%(text)s”") % {"text": said}, True
        if scene.ticket is None:
            return _("Sends to the requester: “%(text)s”") % {"text": said}, True
        people = [name or address for _kind, name, address in recipients_of_reply(scene.ticket)]
        return _("Sends to %(people)s: “%(text)s”") % {"people": ", ".join(people) or "–", "text": said}, True

    def run(self, step, scene):
        html, files = self._text(step, scene, with_files=not scene.trial)
        if scene.macro.edit_first:
            self._draft(html, files, scene)
            return
        scene.message = conversation.reply(scene.ticket, by=scene.by, body=html, attachments=files)

    def _text(self, step, scene, *, with_files):
        if "canned" not in step:
            return _filled(step["html"], scene), ()
        workspace = scene.by.workspace
        response = CannedResponse.objects.filter(workspace=workspace, pk=step["canned"])
        variants = [one for row in response.kept() for one in row.variants.prefetch_related("files")]
        if not variants:
            raise StepRefused(_("The canned response that this macro sends was deleted."))
        if scene.ticket is None:
            return best_variant(variants, language=workspace.language, form="").body_html, ()
        variant = variant_for(scene.ticket, variants)
        return words_for(variant, scene.ticket, scene.by), files_of(variant) if with_files else ()

    @staticmethod
    def _draft(html, files, scene):
        """Behind what is in the composer already."""
        ticket = scene.ticket
        drafting.append(ticket, to=scene.by, html=html)
        for file in files:
            keep_upload(ticket, scene.by, "reply", file)
        scene.drafted = True


class Note(Step):
    right = "tickets.note"

    def words(self, step, scene):
        return _("Adds an internal note: “%(text)s”") % {
            "text": one_line(as_text(_filled(step["html"], scene)), QUOTED)
        }, True

    def run(self, step, scene):
        conversation.add_note(scene.ticket, by=scene.by, body=_filled(step["html"], scene))


class AddTag(Step):
    def words(self, step, scene):
        name = triage.clean_tag(step["tag"])
        has = _has_tag(name, scene)
        return (_("Has the tag %(tag)s already") if has else _("Adds the tag %(tag)s")) % {"tag": name}, not has

    def run(self, step, scene):
        triage.add_tag(scene.ticket, step["tag"], by=scene.by)


class RemoveTag(Step):
    def words(self, step, scene):
        name = triage.clean_tag(step["tag"])
        has = scene.ticket is None or _has_tag(name, scene)
        return (_("Takes off the tag %(tag)s") if has else _("Has no tag %(tag)s to take off")) % {"tag": name}, has

    def run(self, step, scene):
        triage.remove_tag(scene.ticket, step["tag"], by=scene.by)


class SetProperty(Step):
    """Sets one ``column`` of the ticket. ``sets`` and ``is_so`` are its words, with a place for the value's name."""

    column = sets = is_so = ""

    def words(self, step, scene):
        value, name = self.wanted(step, scene)
        already = scene.ticket is not None and getattr(scene.ticket, self.column) == value
        return str(self.is_so if already else self.sets) % {"name": name}, not already

    def wanted(self, step, scene):
        """``(value of the column, its name)``. Raises StepRefused where it is gone."""
        raise NotImplementedError


class SetType(SetProperty):
    column, sets, is_so = "type", gettext_lazy("Sets the type to %(name)s"), gettext_lazy("Type is %(name)s already")

    def wanted(self, step, scene):
        return step["value"], Ticket.Type(step["value"]).label

    def run(self, step, scene):
        triage.set_type(scene.ticket, step["value"], by=scene.by)


class SetPriority(SetProperty):
    column = "priority"
    sets, is_so = gettext_lazy("Sets the priority to %(name)s"), gettext_lazy("Priority is %(name)s already")

    def wanted(self, step, scene):
        return step["value"], Ticket.Priority(step["value"]).label

    def run(self, step, scene):
        triage.set_priority(scene.ticket, step["value"], by=scene.by)


class SetTeam(SetProperty):
    column, sets, is_so = "team_id", gettext_lazy("Hands it to %(name)s"), gettext_lazy("Is with %(name)s already")

    def wanted(self, step, scene):
        team = self._team(step, scene)
        return team.pk, team.name

    def run(self, step, scene):
        triage.set_team(scene.ticket, self._team(step, scene), by=scene.by)

    @staticmethod
    def _team(step, scene):
        team = Team.objects.filter(workspace_id=scene.by.workspace_id, pk=step["team"]).first()
        if team is None:
            raise StepRefused(_("The team that this macro hands over to is gone."))
        return team


class SetStatus(SetProperty):
    column = "status_id"
    sets, is_so = gettext_lazy("Sets the status to %(name)s"), gettext_lazy("Status is %(name)s already")

    def wanted(self, step, scene):
        status = self._status(step, scene)
        return status.pk, status.name

    def run(self, step, scene):
        triage.set_status(scene.ticket, self._status(step, scene), by=scene.by)

    @staticmethod
    def _status(step, scene):
        status = Status.objects.filter(workspace_id=scene.by.workspace_id, pk=step["status"]).first()
        if status is None:
            raise StepRefused(_("The status that this macro sets is gone."))
        return status


class SetReason(SetProperty):
    column = "reason_id"
    sets, is_so = gettext_lazy("Sets the reason to %(name)s"), gettext_lazy("Reason is %(name)s already")

    def words(self, step, scene):
        if step["reason"]:
            return super().words(step, scene)
        has = scene.ticket is None or scene.ticket.reason_id is not None
        return (_("Takes the reason away") if has else _("Has no reason to take away")), has

    def wanted(self, step, scene):
        reason = self._reason(step, scene)
        return reason.pk, reason.name

    def run(self, step, scene):
        fields.set_reason(scene.ticket, self._reason(step, scene), by=scene.by)

    @staticmethod
    def _reason(step, scene):
        if not step["reason"]:
            return None
        known = Reason.objects.filter(workspace_id=scene.by.workspace_id, pk=step["reason"], retired_at=None)
        if (reason := known.first()) is None:
            raise StepRefused(_("The reason that this macro sets is gone."))
        return reason


class SetField(Step):
    """A custom field, whatever its kind. One that the ticket's form does not show is set all the same."""

    def words(self, step, scene):
        field = self._field(step, scene)
        options = list(field.options.all()) if field.has_options else []
        rows = self._rows(field, step)
        new = shown(field, rows, options)
        held = self._held(field, scene)
        same = held is not None and sorted(map(repr, held)) == sorted(map(repr, rows))
        names = {"field": field.name, "value": one_line(new, QUOTED)}
        if not rows:
            return (_("%(field)s is empty already") if same else _("Empties %(field)s")) % names, not same
        return (_("%(field)s is %(value)s already") if same else _("Sets %(field)s to %(value)s")) % names, not same

    def run(self, step, scene):
        field = self._field(step, scene)
        self._rows(field, step)
        fields.set_field(scene.ticket, field, step["value"], by=scene.by)

    @staticmethod
    def _field(step, scene):
        known = CustomField.objects.filter(workspace_id=scene.by.workspace_id, scope=CustomField.Scope.TICKET)
        field = known.filter(pk=step["field"], retired_at=None).prefetch_related("options").first()
        if field is None:
            raise StepRefused(_("A field that this macro sets is gone."))
        return field

    @staticmethod
    def _rows(field, step):
        """What it will hold. An entry that an admin deleted or retired is refused in words of its own."""
        if field.has_options:
            kept = {str(one.pk) for one in field.options.all() if one.retired_at is None}
            chosen = step["value"] if isinstance(step["value"], list) else filter(None, [step["value"]])
            if not {str(one) for one in chosen} <= kept:
                raise StepRefused(_("An entry of %(field)s that this macro chooses is gone.") % {"field": field.name})
        return parse(field, step["value"])

    @staticmethod
    def _held(field, scene):
        if scene.ticket is None:
            return None
        held = scene.ticket.field_values.filter(workspace_id=field.workspace_id, field=field)
        return [columns_of(one) for one in held]


class SetAssignee(Step):
    def words(self, step, scene):
        member = self._member(step, scene)
        if scene.ticket and scene.ticket.assignee_id == (member.pk if member else None):
            return (_("Is %(name)s’s already") % {"name": member.name} if member else _("Is unassigned already")), False
        return (_("Gives it to %(name)s") % {"name": member.name} if member else _("Leaves it unassigned")), True

    def run(self, step, scene):
        triage.assign(scene.ticket, self._member(step, scene), by=scene.by)

    @staticmethod
    def _member(step, scene):
        if step["to"] == "nobody":
            return None
        if step["to"] == "me":
            return scene.by
        members = Member.objects.active().filter(workspace_id=scene.by.workspace_id, public_id=step["to"])
        member = members.select_related("user").first()
        if member is None:
            raise StepRefused(_("The member whom this macro gives the ticket to is gone."))
        return member


def _filled(html, scene):
    """With what the places in it stand for; without a ticket as it is."""
    if scene.ticket is not None:
        html = fill_html(html, values_for(scene.ticket, scene.by))
    return clean_body(html, "html")[0]


def _has_tag(name, scene):
    if scene.ticket is None:
        return False
    return scene.ticket.ticket_tags.filter(workspace_id=scene.ticket.workspace_id, tag__name=name).exists()


KINDS = {
    "reply": Reply(),
    "note": Note(),
    "add_tag": AddTag(),
    "remove_tag": RemoveTag(),
    "type": SetType(),
    "priority": SetPriority(),
    "team": SetTeam(),
    "assignee": SetAssignee(),
    "field": SetField(),
    "reason": SetReason(),
    "status": SetStatus(),
}


class BadStep(ValueError):
    """Steps that are not written as the schema says."""


_TEXT = {"html": str}
SCHEMA = {
    "reply": ({"canned": int}, _TEXT),
    "note": (_TEXT,),
    "add_tag": ({"tag": str},),
    "remove_tag": ({"tag": str},),
    "type": ({"value": str},),
    "priority": ({"value": int},),
    "team": ({"team": int},),
    "assignee": ({"to": str},),
    "field": tuple({"field": int, "value": kind} for kind in (str, list, bool)),
    "reason": ({"reason": int},),
    "status": ({"status": int},),
}


def checked(steps):
    """``steps`` if they are as the schema says, their HTML cleaned. Raises BadStep, which names what is wrong."""
    if not isinstance(steps, list) or not 0 < len(steps) <= 20:
        raise BadStep("a macro has 1 to 20 steps")
    found = [_checked(step) for step in steps]
    if sum(step["do"] == "reply" for step in found) > 1:
        raise BadStep("a macro replies once")
    return found


def _checked(step):
    if not isinstance(step, dict) or step.get("do") not in SCHEMA:
        raise BadStep(f"no kind of step: {step!r}")
    rest = {key: value for key, value in step.items() if key != "do"}
    for shape in SCHEMA[step["do"]]:
        if rest.keys() == shape.keys() and all(type(rest[key]) is kind for key, kind in shape.items()):
            break
    else:
        raise BadStep(f"{step['do']} does not have {sorted(rest)}")
    if step["do"] == "priority" and rest["value"] not in Ticket.Priority.values:
        raise BadStep(f"no priority: {rest['value']}")
    if step["do"] == "type" and rest["value"] not in Ticket.Type.values:
        raise BadStep(f"no type: {rest['value']}")
    if isinstance(rest.get("value"), list) and not all(type(one) is int for one in rest["value"]):
        raise BadStep("options are named by their ids")
    if "html" in rest:
        rest["html"] = clean_body(rest["html"], "html")[0]
    return {"do": step["do"], **rest}
