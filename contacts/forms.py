"""Forms of contacts and organizations."""

from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact, Identity, Organization
from workspaces.forms.settings import WithTimeZones
from workspaces.forms.widgets import Described

OFFERED = 300  # names of organizations while one types


class ContactForm(WithTimeZones, Described, forms.ModelForm):
    """What is known of a contact. ``organization_name`` names one that is there, or makes one."""

    organization_name = forms.CharField(
        label=_("Organization"),
        required=False,
        max_length=120,
        help_text=_("A new name makes a new organization."),
        widget=forms.TextInput(attrs={"list": "organizations", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    words = {"name": _("A name has at most 120 letters.")}

    class Meta:
        model = Contact
        fields = ["name", "language", "time_zone", "city", "form_of_address", "external_id", "is_vip", "note"]
        labels = {
            "name": _("Name"),
            "time_zone": _("Time zone"),
            "city": _("City"),
            "form_of_address": _("Form of address"),
            "external_id": _("Customer number"),
            "is_vip": _("VIP"),
            "note": _("In short"),
        }
        help_texts = {
            "note": _("Stands beside each of their tickets."),
            "is_vip": _("Their tickets carry the mark."),
            "form_of_address": _("What you choose here is never overwritten by a guess."),
        }
        widgets = {
            "time_zone": forms.TextInput(attrs={"list": "time-zones", "placeholder": "Europe/Tallinn"}),
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [("", _("Not known")), *_languages(self.instance.language)]
        self.fields["form_of_address"].choices = [("", _("Not known")), *Contact.Form.choices]
        if self.instance.organization_id:
            self.fields["organization_name"].initial = self.instance.organization.name

    @property
    def organizations(self):
        """Names to offer."""
        rows = Organization.objects.filter(workspace_id=self.instance.workspace_id).order_by("name")
        return rows.values_list("name", flat=True)[:OFFERED]

    def clean_time_zone(self):
        zone = self.cleaned_data["time_zone"].strip()
        if zone and zone not in available_timezones():
            raise forms.ValidationError(_("There is no such time zone. One looks like Europe/Tallinn."))
        return zone

    def clean_external_id(self):
        number = self.cleaned_data["external_id"].strip()
        others = Contact.objects.filter(workspace_id=self.instance.workspace_id, external_id=number)
        taken = others.exclude(pk=self.instance.pk).first() if number else None
        if taken:
            raise forms.ValidationError(_("%(name)s has this number already.") % {"name": taken})
        return number

    def _post_clean(self):
        """The instance stays as it is: the operation changes the row under its lock."""


class IdentityForm(Described, forms.Form):
    """Another address or number."""

    kind = forms.ChoiceField(label=_("Kind"))
    value = forms.CharField(
        label=_("Address or number"), max_length=254, error_messages={"required": _("Write an address or a number.")}
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(one.value, one.label) for one in (Identity.Kind.EMAIL, Identity.Kind.PHONE)]


class NoteForm(Described, forms.Form):
    body = forms.CharField(
        label=_("Note"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what is to be remembered.")},
    )


class OrganizationForm(Described, forms.ModelForm):
    """An organization by itself; domains and tags have forms of their own."""

    words = {"name": _("Give the organization a name.")}

    class Meta:
        model = Organization
        fields = ["name", "note"]
        labels = {"name": _("Name"), "note": _("Note")}
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        others = Organization.objects.filter(workspace_id=self.instance.workspace_id, name=name)
        if others.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is an organization of this name already."))
        return name


def _languages(current):
    known = [(code, name) for code, name in settings.LANGUAGES]
    return known if not current or current in dict(known) else [*known, (current, current)]
