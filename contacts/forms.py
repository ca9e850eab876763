"""Forms of contacts and organizations."""

from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from contacts import making, reaching
from contacts.models import Contact, Identity, Organization
from helpdesk.lib.errors import OperationRefused
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


class NewContactForm(ContactForm):
    """Somebody new, with what is known of them."""

    begins_with = ("name",)
    email = forms.CharField(label=_("E-mail"), required=False, max_length=254)
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=40)
    field_order = ["name", "email", "phone"]

    def clean_email(self):
        return self._reached_by(Identity.Kind.EMAIL, self.cleaned_data["email"])

    def clean_phone(self):
        return self._reached_by(Identity.Kind.PHONE, self.cleaned_data["phone"])

    def _reached_by(self, kind, typed):
        """What was typed, if it is an address (or a number) that nobody has."""
        if not typed:
            return ""
        try:
            found = making.holder_of(self.instance.workspace_id, kind, reaching.checked(kind, typed))
        except OperationRefused as refused:
            raise forms.ValidationError(str(refused.message)) from None
        if found:
            raise forms.ValidationError(_("%(name)s has this already."), params={"name": found})
        return typed

    def clean(self):
        data = super().clean()
        if not self.errors and not any(data.get(name) for name in ("name", "email", "phone")):
            self.add_error("name", _("Say who it is: a name, an e-mail address or a telephone number."))
        return data


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

    begins_with = ("name",)
    words = {"name": _("Give the organization a name.")}

    class Meta:
        model = Organization
        fields = ["name", "note", "shares_tickets"]
        labels = {
            "name": _("Name"),
            "note": _("Note"),
            "shares_tickets": _("Its people see one another’s tickets"),
        }
        help_texts = {
            "shares_tickets": _(
                "In the help centre, signed in; earlier tickets, too. They can read them, not answer. "
                "Tickets of private teams and internal notes stay out."
            )
        }
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
