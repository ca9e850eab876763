"""Who can use it: fields that the forms of canned responses and macros share."""

from django import forms
from django.utils.translation import gettext_lazy as _

from automation.models import Sharing
from workspaces import rights
from workspaces.forms.widgets import Described
from workspaces.models import Team


class SharedForm(Described, forms.Form):
    """Name, folder and who can use it, of what ``member`` writes. Who may not share is not asked: it is their own."""

    name = forms.CharField(label=_("Name"), max_length=80, widget=forms.TextInput(attrs={"width": 30}))
    folder = forms.CharField(
        label=_("Folder"),
        max_length=60,
        required=False,
        help_text=_("Sorts the list, for example Recall or Billing."),
        widget=forms.TextInput(attrs={"width": 30, "list": "folders"}),
    )
    sharing = forms.ChoiceField(label=_("Who can use it"), choices=Sharing.choices, widget=forms.RadioSelect)
    teams = forms.ModelMultipleChoiceField(
        label=_("Teams"), queryset=Team.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    words = {"name": _("Write a name.")}

    def __init__(self, *args, member, item, **kwargs):
        self.member, self.item = member, item
        if item.pk:
            shared_with = item.teams.filter(workspace_id=item.workspace_id).values_list("team_id", flat=True)
            start = {"name": item.name, "folder": item.folder, "sharing": item.sharing, "teams": list(shared_with)}
        else:
            start = {"sharing": Sharing.EVERYBODY if member.scope("answers.share") == rights.ALL else Sharing.OWN}
        kwargs["initial"] = {**start, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        scope = member.scope("answers.share")
        if scope == rights.NONE:
            del self.fields["sharing"], self.fields["teams"]
            return
        teams = Team.objects.filter(workspace_id=member.workspace_id)
        if scope == rights.TEAM:
            teams = teams.filter(pk__in=member.team_ids)
            self.fields["sharing"].choices = [one for one in Sharing.choices if one[0] != Sharing.EVERYBODY]
        self.fields["teams"].queryset = teams

    def clean(self):
        data = super().clean()
        if data.get("sharing") == Sharing.TEAMS and "teams" not in self.errors and not data.get("teams"):
            self.add_error("teams", _("Choose at least one team."))
        return data

    @property
    def shared(self):
        """Arguments of the operations that save it."""
        data = self.cleaned_data
        return {
            "name": data["name"],
            "folder": data["folder"],
            "sharing_with": data.get("sharing", Sharing.OWN),
            "teams": data.get("teams", ()),
        }
