"""The form of a saved view."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets import query
from tickets.columns import BUILT_IN, MOST, known_columns
from tickets.models import SavedView
from tickets.saved_views import may_share
from tickets.teams import teams_of
from workspaces.forms.widgets import Described
from workspaces.models import Team


class SavedViewForm(Described, forms.ModelForm):
    """Which tickets, how they look, who sees the list."""

    begins_with = ("name",)
    words = {"name": _("Give it a name, for example Fleet customers.")}
    sort = forms.ChoiceField(label=_("Sorted by"), required=False)
    columns = forms.MultipleChoiceField(
        label=_("Columns of the table"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = SavedView
        fields = ["name", "query", "visibility", "team", "layout", "colour", "sort", "columns"]
        widgets = {"visibility": forms.RadioSelect}

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.member = member
        self.fields["query"].widget.attrs |= {"placeholder": "is:open tag:recall", "data-query-text": True}
        self.fields["query"].help_text = _("In the words of the search field, or as rows of conditions below.")
        self.fields["layout"].choices = [("", _("As each member likes"))] + list(self.fields["layout"].choices)[1:]
        self.fields["sort"].choices = [("", _("Usual order"))] + [
            (mark + one.key, _("%(column)s, downwards") % {"column": one.title} if mark else one.title)
            for one in BUILT_IN.values()
            if one.order
            for mark in ("", "-")
        ]
        self.fields["columns"].choices = [(key, one.title) for key, one in known_columns(member.workspace).items()]
        teams = [one.pk for one in teams_of(member.workspace_id, member) if may_share(member, "team", one.pk)]
        self.fields["team"].empty_label = _("Choose a team")
        self.fields["team"].queryset = Team.objects.filter(workspace=member.workspace, pk__in=teams)
        offered = [
            (value, label)
            for value, label in SavedView.Visibility.choices
            if value == "private"
            or (value == "team" and teams)
            or (value == "everybody" and may_share(member, value, None))
        ]
        self.fields["visibility"].choices = offered

    def clean_query(self):
        text = " ".join(self.cleaned_data["query"].split())
        try:
            query.narrow(self.member.workspace.tickets.none(), text, self.member)
        except query.QueryError as error:
            raise forms.ValidationError(str(error.message)) from None
        return text

    def clean_columns(self):
        return self.cleaned_data["columns"][:MOST]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("visibility") != "team":
            cleaned["team"] = None
        elif "team" in cleaned and cleaned["team"] is None:
            self.add_error("team", _("Choose the team that sees it."))
        return cleaned
