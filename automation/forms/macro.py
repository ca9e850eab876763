"""The page of a macro: what it does, a field for each kind of step."""

from django import forms
from django.utils.translation import gettext_lazy as _

from automation.forms.sharing import SharedForm
from automation.models import CannedResponse
from tickets.bodies import as_text, clean_body
from tickets.forms.asking import PREFIX, input_of
from tickets.inner_life import reason_choices
from tickets.models import Reason, Status, Ticket
from workspaces import custom_fields
from workspaces.custom_fields import offered
from workspaces.models import CustomField, Member, Team

KEEP = ("", _("Leave as it is"))


class MacroForm(SharedForm):
    """A macro as fields; ``steps`` are what they say, in the order in which they are best done."""

    canned = forms.ChoiceField(label=_("Reply with a canned response"), required=False)
    reply = forms.CharField(
        label=_("Or reply with this text"), required=False, max_length=50_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    edit_first = forms.BooleanField(label=_("Put the reply into the composer instead of sending it"), required=False)
    note = forms.CharField(
        label=_("Internal note"), required=False, max_length=50_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    add_tags = forms.CharField(
        label=_("Add tags"), required=False, max_length=200, help_text=_("Words with commas between them.")
    )
    remove_tags = forms.CharField(label=_("Take off tags"), required=False, max_length=200)
    type = forms.ChoiceField(label=_("Type"), required=False)
    priority = forms.ChoiceField(label=_("Priority"), required=False, choices=[KEEP, *Ticket.Priority.choices])
    team = forms.ChoiceField(label=_("Team"), required=False)
    assignee = forms.ChoiceField(label=_("Assignee"), required=False)
    status = forms.ChoiceField(label=_("Status"), required=False)
    reason = forms.ChoiceField(label=_("Reason"), required=False)
    empty = forms.MultipleChoiceField(
        label=_("Empty these fields"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, member, item, **kwargs):
        super().__init__(*args, member=member, item=item, initial={**_initial(item)}, **kwargs)
        of_workspace = {"workspace_id": member.workspace_id}
        unused = set(item.workspace.types_off) - {self.initial.get("type")}
        self.fields["type"].choices = [KEEP, *(one for one in Ticket.Type.choices if one[0] not in unused)]
        responses = CannedResponse.objects.filter(**of_workspace).usable_by(member).by_folder()
        self.fields["canned"].choices = [("", _("None")), *((one.pk, one.name) for one in responses)]
        self.fields["team"].choices = [KEEP, *((one.pk, one.name) for one in Team.objects.filter(**of_workspace))]
        people = (
            Member.objects.active().filter(**of_workspace).exclude(role=Member.Role.LIGHT_AGENT).select_related("user")
        )
        self.fields["assignee"].choices = [
            KEEP,
            ("me", _("Who applies it")),
            ("nobody", _("Nobody")),
            *((one.public_id, one.name) for one in people),
        ]
        statuses = Status.objects.filter(**of_workspace).exclude(category__in=["new", "closed"])
        self.fields["status"].choices = [KEEP, *((one.pk, one.name) for one in statuses)]
        reasons = Reason.objects.filter(**of_workspace).order_by("position", "pk")
        known = [
            {"pk": one.pk, "name": one.name, "parent": one.parent_id, "retired": one.retired_at is not None}
            for one in reasons
        ]
        reasons = [(str(one.pk), one.path) for one in reason_choices(known)]
        self.fields["reason"].choices = [KEEP, ("0", _("None")), *reasons] if reasons else [KEEP]
        self.customs = custom_fields.fields_of(item.workspace_id, CustomField.Scope.TICKET)
        for custom in self.customs:
            self.fields[PREFIX + custom.key] = input_of(custom)
        self.fields["empty"].choices = [(custom.key, custom.name) for custom in self.customs]
        self._begin_fields(item.steps if item.pk else ())

    def _begin_fields(self, steps):
        """What the steps set of custom fields, as it stands in their inputs. ``is_lossy``: not all of it can stand there."""
        by_id = {one.pk: one for one in self.customs}
        chosen = [pk for pk, _name in self.fields["reason"].choices]
        self.is_lossy, self.initial["empty"] = False, []
        for step in steps:
            if step["do"] == "reason" and str(step["reason"]) not in chosen:
                self.is_lossy = True
            if step["do"] != "field":
                continue
            custom, value = by_id.get(step["field"]), step["value"]
            if custom is None:
                self.is_lossy = True
            elif not value:
                self.initial["empty"].append(custom.key)
            elif custom.has_options:
                kept = [one for one in value if any(one == option.pk for option in offered(custom.options.all(), ()))]
                self.is_lossy = self.is_lossy or kept != value
                single = custom.kind == CustomField.Kind.SELECT
                self.initial[PREFIX + custom.key] = (kept[0] if kept else "") if single else kept
            else:
                self.initial[PREFIX + custom.key] = value

    def clean(self):
        data = super().clean()
        if data.get("canned") and data.get("reply", "").strip():
            self.add_error("reply", _("Choose the canned response or write a text, not both."))
        for custom in self.customs:
            self._judge(custom, data)
        if not self.errors and not self.steps:
            self.add_error("name", _("A macro does at least one thing. Choose what."))
        return data

    def _judge(self, custom, data):
        name = PREFIX + custom.key
        try:
            rows = custom_fields.parse(custom, data.get(name))
        except custom_fields.BadValue as refused:
            self.add_error(name, str(refused.message))
            return
        if rows and custom.key in data.get("empty", ()):
            self.add_error(name, _("Fill it in or empty it, not both."))

    @property
    def own_fields(self):
        """``(kind, bound input)`` of the custom fields."""
        return [(one.kind, self[PREFIX + one.key]) for one in self.customs]

    def _field_steps(self):
        for custom in self.customs:
            typed = self.cleaned_data.get(PREFIX + custom.key)
            if custom.key in self.cleaned_data["empty"]:
                yield {"do": "field", "field": custom.pk, "value": ""}
            elif rows := custom_fields.parse(custom, typed):
                value = [row["option"] for row in rows] if custom.has_options else typed
                yield {"do": "field", "field": custom.pk, "value": value}

    @property
    def steps(self):
        """As ``automation.steps`` describes them. A text that was not touched keeps its formatting."""
        data = self.cleaned_data
        found = [{"do": "add_tag", "tag": tag} for tag in _tags(data["add_tags"])]
        found += [{"do": "remove_tag", "tag": tag} for tag in _tags(data["remove_tags"])]
        if data["type"]:
            found.append({"do": "type", "value": data["type"]})
        if data["priority"]:
            found.append({"do": "priority", "value": int(data["priority"])})
        if data["canned"]:
            found.append({"do": "reply", "canned": int(data["canned"])})
        elif data["reply"].strip():
            found.append({"do": "reply", "html": self._html("reply")})
        if data["note"].strip():
            found.append({"do": "note", "html": self._html("note")})
        if data["team"]:
            found.append({"do": "team", "team": int(data["team"])})
        if data["assignee"]:
            found.append({"do": "assignee", "to": data["assignee"]})
        found += self._field_steps()  # before the status: solving may ask for them
        if data["reason"]:
            found.append({"do": "reason", "reason": int(data["reason"])})
        if data["status"]:
            found.append({"do": "status", "status": int(data["status"])})
        return found

    def _html(self, name):
        typed = self.cleaned_data[name].replace("\r\n", "\n").strip()
        for step in self.item.steps if self.item.pk else ():
            if step["do"] == name and "html" in step and as_text(step["html"]) == typed:
                return step["html"]
        return clean_body(typed, "text")[0]


def _tags(text):
    return [tag.strip() for tag in text.split(",") if tag.strip()]


def _initial(macro):
    """The fields of a macro's steps."""
    start = {"edit_first": macro.edit_first}
    for step in macro.steps if macro.pk else ():
        kind = step["do"]
        if kind in ("add_tag", "remove_tag"):
            start[f"{kind}s"] = ", ".join(filter(None, [start.get(f"{kind}s", ""), step["tag"]]))
        elif "html" in step:
            start[kind] = as_text(step["html"])
        elif kind == "reply":
            start["canned"] = step["canned"]
        elif kind == "reason":
            start[kind] = str(step["reason"])
        elif kind != "field":
            start[kind] = next(value for key, value in step.items() if key != "do")
    return start
