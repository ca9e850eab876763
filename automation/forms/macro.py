"""The page of a macro: what it does, a field for each kind of step."""

from django import forms
from django.utils.translation import gettext_lazy as _

from automation.forms.sharing import SharedForm
from automation.models import CannedResponse
from tickets.bodies import as_text, clean_body
from tickets.models import Status, Ticket
from workspaces.models import Member, Team

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

    def clean(self):
        data = super().clean()
        if data.get("canned") and data.get("reply", "").strip():
            self.add_error("reply", _("Choose the canned response or write a text, not both."))
        if not self.errors and not self.steps:
            self.add_error("name", _("A macro does at least one thing. Choose what."))
        return data

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
        else:
            start[kind] = next(value for key, value in step.items() if key != "do")
    return start
