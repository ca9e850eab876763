"""Forms of the sign-in card."""

from allauth.account.forms import LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _

from workspaces.forms.widgets import Described
from workspaces.forms.words import check_password


def email_field(**kwargs):
    """An address as people type it; the cleaned value is in lower case."""
    widget = forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"})
    return forms.EmailField(label=_("E-mail"), max_length=254, widget=widget, **kwargs)


def new_password_field():
    """A password to be; check it with ``check_new_password``."""
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(
        label=_("New password"),
        help_text=_("At least ten letters or digits. A few words that only you join are good."),
        strip=False,
        max_length=256,
        widget=widget,
    )


class SignInForm(Described, LoginForm):
    """allauth's, which counts tries and authenticates, in our words."""

    large = True
    words = {"login": _("Write your e-mail address."), "password": _("Type your password.")}

    def suspects(self):
        """Of a pair that does not fit, the password is what people mistype."""
        return ["password"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail")
        self.fields["login"].max_length = 254
        self.fields["login"].widget = forms.EmailInput(
            attrs={"autocomplete": "username", "class": "input input--large", "spellcheck": "false", "autofocus": True}
        )
        password = self.fields["password"]
        password.label, password.help_text, password.max_length = _("Password"), "", 256
        password.widget = forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "input input--large"})
        self.fields["remember"].label = _("Keep me signed in on this device")


class AddressForm(Described, forms.Form):
    """Whom to mail a link."""

    large = True
    words = {"login": _("Write your e-mail address: the link goes there.")}
    login = email_field()  # named as on the sign-in card, whose second button posts here

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autofocus"] = True

    def clean_login(self):
        return self.cleaned_data["login"].lower()


def code_field(**kwargs):
    """A code of an app, or a recovery code."""
    attrs = {"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "off", **kwargs.pop("attrs", {})}
    return forms.CharField(label=_("Code"), max_length=32, widget=forms.TextInput(attrs=attrs), **kwargs)


class CodeForm(Described, forms.Form):
    """The second step of signing in."""

    large = True
    words = {"code": _("Write the code that your app shows.")}
    code = code_field(
        attrs={"autofocus": True},
        help_text=_("Six digits of your app. Without your phone, one of your recovery codes."),
    )


class NewPasswordForm(Described, forms.Form):
    """One field: who can look at what they typed need not type it twice."""

    large = True
    words = {"password": _("Type a new password.")}
    password = new_password_field()

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self):
        password = self.cleaned_data["password"]
        check_password(password, self.user)
        return password
