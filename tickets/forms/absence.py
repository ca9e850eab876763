"""Out of office: from when to when, and who stands in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets import absences
from workspaces.forms.widgets import Described
from workspaces.models import Absence, Member


def _day():
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "width": 20})


class AbsenceForm(Described, forms.ModelForm):
    """The member's own; ``instance`` has workspace and member."""

    class Meta:
        model = Absence
        fields = ["first_day", "last_day", "substitute", "note"]
        labels = {
            "first_day": _("First day away"),
            "last_day": _("Last day away"),
            "note": _("A line for colleagues"),
        }
        help_texts = {"note": _("For example “On the coast, without a phone”. Customers never see it.")}
        widgets = {"first_day": _day(), "last_day": _day()}

    words = {
        "first_day": _("Write the first day, for example 2027-07-05."),
        "last_day": _("Write the last day, for example 2027-07-23."),
        "substitute": _("Choose a colleague who can be given tickets."),
    }

    substitute = forms.ModelChoiceField(
        Member.objects.none(),
        label=_("Who stands in"),
        required=False,
        empty_label=_("Nobody"),
        to_field_name="public_id",
        widget=forms.Select(attrs={"width": 30}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.substitute:
            self.initial["substitute"] = self.instance.substitute.public_id
        self.fields["substitute"].queryset = absences.who_can_stand_in(self.instance.member)

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day is before the first one."))
        elif last and last < absences.today(self.instance.workspace):
            self.add_error("last_day", _("That day is over already."))
        return cleaned
