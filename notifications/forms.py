"""How a member wants to be told."""

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.kinds import ABOUT, WAYS, Kind
from notifications.models import NotificationSettings
from workspaces.forms.widgets import Described

CLOCK = {"digest_at": "08:00", "quiet_from": "22:00", "quiet_until": "07:00"}  # examples, by 24 hours everywhere


class SettingsForm(Described, forms.ModelForm):
    """A box for each kind and way, named ``kind-way``."""

    class Meta:
        model = NotificationSettings
        fields = ["digest", "digest_at", "quiet_from", "quiet_until", "volume"]
        labels = {"volume": _("Volume, in percent")}
        help_texts = {"volume": _("0 is silent. It sounds when something comes in while Tugi is open.")}
        widgets = {
            "digest": forms.RadioSelect,
            "digest_at": forms.TimeInput(format="%H:%M", attrs={"width": 10, "placeholder": CLOCK["digest_at"]}),
            "quiet_from": forms.TimeInput(format="%H:%M", attrs={"width": 10, "placeholder": CLOCK["quiet_from"]}),
            "quiet_until": forms.TimeInput(format="%H:%M", attrs={"width": 10, "placeholder": CLOCK["quiet_until"]}),
            "volume": forms.NumberInput(attrs={"width": 4, "min": 0, "max": 100}),
        }

    words = {
        "digest_at": _("Write a time, for example 08:00."),
        "quiet_from": _("Write a time, for example 22:00."),
        "quiet_until": _("Write a time, for example 07:00."),
        "volume": _("Write a number from 0 to 100."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for kind in Kind:
            told = self.instance.ways_for(kind)
            for way, label in WAYS.items():
                box = forms.CheckboxInput(attrs={"class": "checkbox", "aria-label": f"{kind.label}: {label}"})
                self.fields[f"{kind}-{way}"] = forms.BooleanField(required=False, initial=way in told, widget=box)

    @property
    def matrix(self):
        """``(kind's words, help, [box, …])``"""
        return [(kind.label, ABOUT[kind].help, [self[f"{kind}-{way}"] for way in WAYS]) for kind in Kind]

    @property
    def ways(self):
        return list(WAYS.values())

    def clean_volume(self):
        volume = self.cleaned_data["volume"]
        if volume > 100:
            raise forms.ValidationError(self.words["volume"])
        return volume

    def clean(self):
        cleaned = super().clean()
        if (cleaned.get("quiet_from") is None) != (cleaned.get("quiet_until") is None):
            missing = "quiet_from" if cleaned.get("quiet_from") is None else "quiet_until"
            if missing not in self.errors:
                self.add_error(missing, _("Write both times, or none."))
        return cleaned

    def save(self):
        cleaned = self.cleaned_data
        self.instance.ways = {str(kind): sorted(way for way in WAYS if cleaned[f"{kind}-{way}"]) for kind in Kind}
        return super().save()
