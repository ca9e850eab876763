"""The form that makes the first workspace."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from workspaces.forms.accounts import new_password_field
from workspaces.forms.settings import WithTimeZones
from workspaces.forms.widgets import Described
from workspaces.forms.words import check_password
from workspaces.models import User
from workspaces.models.workspace import SLUG, valid_time_zone


class SetupForm(WithTimeZones, Described, forms.Form):
    """``check_code`` takes what was typed and says whether it is the code; nothing else is looked at before it is."""

    large = True
    code = forms.CharField(
        label=_("Set-up code"),
        max_length=60,
        help_text=_("It stands in the terminal or log of this server. “manage.py setup_code” prints it again."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    workspace = forms.CharField(
        label=_("Name of the workspace"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    slug = forms.CharField(label=_("Address"), max_length=40, validators=[SLUG])
    name = forms.CharField(label=_("Your name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Your e-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = new_password_field()
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.CharField(
        label=_("Time zone"),
        max_length=64,
        validators=[valid_time_zone],
        widget=forms.TextInput(attrs={"list": "time-zones"}),
    )

    words = {
        "code": _("Type the code that stands in the terminal or log of this server."),
        "workspace": _("Give the workspace a name."),
        "slug": _("Write a short name in small letters."),
        "name": _("Write your name."),
        "email": _("Write your e-mail address: you sign in with it."),
        "password": _("Type a password."),
        "time_zone": _("Write a time zone, for example Europe/Tallinn."),
    }

    def __init__(self, *args, check_code, **kwargs):
        super().__init__(*args, **kwargs)
        self.check_code = check_code
        self.fields["slug"].help_text = (
            _("A short name. On this machine agents open %(url)s.") % {"url": settings.BASE_URL}
            if settings.BASE_DOMAIN == "localhost"
            else _("Agents open name.%(domain)s.") % {"domain": settings.BASE_DOMAIN}
        )
        self.fields["password"].label = _("Password")

    def clean_code(self):
        if not self.check_code(self.cleaned_data["code"]):
            raise forms.ValidationError(_("This is not the code of this server. Look at its newest log."))
        return ""

    def clean_slug(self):
        return self.cleaned_data["slug"].lower()

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def clean(self):
        cleaned = super().clean()
        password = cleaned.get("password")
        if password and "code" not in self.errors:
            try:
                user = User(email=cleaned.get("email", ""), name=cleaned.get("name", ""))
                check_password(password, user)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned
