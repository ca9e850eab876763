"""What admins write for everybody."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talk.models import Announcement
from workspaces.forms.widgets import Described


class AnnouncementForm(Described, forms.ModelForm):
    """``ask_again`` is there only when it was announced before."""

    ask_again = forms.BooleanField(
        label=_("Ask everybody again"),
        help_text=_("Who has read it already confirms once more."),
        required=False,
    )

    class Meta:
        model = Announcement
        fields = ["title", "text", "starts_on", "ends_on"]
        help_texts = {"ends_on": _("The last day. Without one it stays until everybody has read it.")}
        widgets = {
            "title": forms.TextInput(attrs={"placeholder": _("Opening hours at Christmas")}),
            "text": forms.Textarea(attrs={"rows": 6}),
            "starts_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "width": 20}),
            "ends_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "width": 20}),
        }

    words = {
        "title": _("Write in a few words what it is about."),
        "text": _("Write what everybody should know."),
        "starts_on": _("Choose the day from which it holds."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            del self.fields["ask_again"]
            self.initial["starts_on"] = timezone.localdate()

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("The last day can’t be before the first one."))
        return cleaned
