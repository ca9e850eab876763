"""Forms of the page that accepts an invitation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from workspaces.forms.accounts import NewPasswordForm
from workspaces.forms.widgets import Described


class NewUserForm(NewPasswordForm):
    """For somebody without a password anywhere in the installation."""

    name = forms.CharField(label=_("Your name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ["name", "password"]
    words = {**NewPasswordForm.words, "name": _("Write your name.")}

    def clean_name(self):
        self.user.name = self.cleaned_data["name"]
        return self.cleaned_data["name"]


class KnownUserForm(Described, forms.Form):
    """For somebody who has a password already. ``check`` takes it and says whether it is right."""

    large = True
    words = {"password": _("Type your password.")}
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args, check, ask, **kwargs):
        super().__init__(*args, **kwargs)
        self.check = check
        if not ask:
            del self.fields["password"]

    def clean_password(self):
        password = self.cleaned_data["password"]
        if not self.check(password):
            raise forms.ValidationError(_("This is not your password."))
        return password
