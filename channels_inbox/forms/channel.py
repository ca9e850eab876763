"""The form of an e-mail channel: the address, the way in, the way out."""

from django import forms
from django.utils.translation import gettext_lazy as _

from channels_inbox.models import Channel
from workspaces.forms.widgets import Described
from workspaces.forms.words import NOT_AN_ADDRESS
from workspaces.models import Team

SECURITY = [("ssl", _("TLS from the start")), ("starttls", _("STARTTLS")), ("none", _("None"))]
IMAP_PORTS = {"ssl": 993, "starttls": 143, "none": 143}
SMTP_PORTS = {"ssl": 465, "starttls": 587, "none": 25}
SERVER = ("host", "port", "security", "user")


def _host():
    return forms.CharField(
        label=_("Server"),
        max_length=253,
        required=False,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )


def _port():
    return forms.IntegerField(
        label=_("Port"), min_value=1, max_value=65535, required=False, widget=forms.NumberInput(attrs={"width": 4})
    )


def _security():
    return forms.ChoiceField(label=_("Encryption"), choices=SECURITY, required=False)


def _user():
    return forms.CharField(
        label=_("User name"), max_length=254, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


def _password():
    return forms.CharField(
        label=_("Password"),
        max_length=500,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class EmailChannelForm(Described, forms.ModelForm):
    """Stored passwords are write-only: never rendered, kept when their field stays empty, asked for again when the server or
    user beside them changes (else a stored password could be sent to a server of somebody's choice).
    """

    incoming = forms.ChoiceField(
        label=_("How mail comes in"),
        choices=[
            ("listener", _("It is delivered to this server")),
            ("imap", _("Tugi fetches it from a mailbox by IMAP")),
        ],
        initial="imap",
        widget=forms.RadioSelect,
    )
    imap_host, imap_port, imap_security = _host(), _port(), _security()
    imap_user, imap_password = _user(), _password()
    imap_folder = forms.CharField(label=_("Folder"), max_length=200, required=False, initial="INBOX")
    trusted_authserv = forms.CharField(
        label=_("Server that checks senders"),
        max_length=253,
        required=False,
        help_text=_(
            "Who stands first in the line Authentication-Results of a mail that came in, for example mx.google.com. "
            "Only what it vouches for counts as an agent’s own mail: then agents can answer notifications by e-mail."
        ),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "width": 30}),
    )
    outgoing = forms.ChoiceField(
        label=_("How answers leave"),
        choices=[
            ("system", _("By the mail server of this installation")),
            ("smtp", _("By a server of your own, SMTP")),
        ],
        initial="smtp",
        widget=forms.RadioSelect,
    )
    smtp_host, smtp_port, smtp_security = _host(), _port(), _security()
    smtp_user, smtp_password = _user(), _password()
    words = {
        "address": _("Write the address that customers write to."),
        "name": _("Give the channel a name."),
        "imap_port": _("A port is a number from 1 to 65535."),
        "smtp_port": _("A port is a number from 1 to 65535."),
    }

    class Meta:
        model = Channel
        fields = ["address", "name", "team", "signature"]
        labels = {"name": _("Name")}
        help_texts = {
            "address": _("What customers write to."),
            "name": _("Stands beside the address in mails, after the agent’s name."),
            "team": _("New tickets of this address go to it."),
            "signature": _("Ends replies of agents and teams that have none."),
        }
        widgets = {
            "address": forms.EmailInput(attrs={"width": 30}),
            "name": forms.TextInput(attrs={"width": 30}),
            "team": forms.Select(attrs={"width": 20}),
            "signature": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, workspace, **kwargs):
        channel = kwargs["instance"]
        stored = channel.settings
        names = [name for name in self.base_fields if name not in self.Meta.fields and "password" not in name]
        kwargs["initial"] = {name: stored[name] for name in names if stored.get(name) not in (None, "")}
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.filter(workspace=workspace)
        self.fields["team"].empty_label = None
        self.fields["address"].required = True
        self.kept = dict(channel.secrets)
        for name in ("imap", "smtp"):
            if self.kept.get(f"{name}_password"):
                help_text = _("One is kept. Leave empty to keep it.")
                self.fields[f"{name}_password"].help_text = help_text
                self.fields[f"{name}_password"].widget.attrs["placeholder"] = "••••••••"

    def clean_address(self):
        address = self.cleaned_data["address"].strip().lower()
        forms.EmailField(error_messages={"invalid": NOT_AN_ADDRESS}).clean(address)
        return address

    def clean_trusted_authserv(self):
        name = self.cleaned_data["trusted_authserv"].strip().lower()
        if any(letter in name for letter in " ;=()<>@"):
            raise forms.ValidationError(_("Write the server’s name alone, for example mx.google.com."))
        return name

    def show_typed_passwords(self):
        """Draw the passwords that came with this request once more: it went no further for another reason than the form."""
        for name in ("imap_password", "smtp_password"):
            self.fields[name].widget.render_value = True

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("incoming") == "imap":
            self._clean_server("imap", IMAP_PORTS, user_required=True)
            cleaned["imap_folder"] = cleaned.get("imap_folder") or "INBOX"
        if cleaned.get("outgoing") == "smtp":
            self._clean_server("smtp", SMTP_PORTS, user_required=False)
        return cleaned

    def _clean_server(self, kind, ports, *, user_required):
        cleaned = self.cleaned_data
        security = cleaned.get(f"{kind}_security") or "ssl"
        cleaned[f"{kind}_security"] = security
        cleaned[f"{kind}_port"] = cleaned.get(f"{kind}_port") or ports[security]
        if not cleaned.get(f"{kind}_host"):
            self.add_error(f"{kind}_host", _("Name the server, for example mail.example.com."))
        if user_required and not cleaned.get(f"{kind}_user"):
            self.add_error(f"{kind}_user", _("Name the user that the mailbox belongs to."))
        if cleaned.get(f"{kind}_password") or not cleaned.get(f"{kind}_user"):
            return
        if not self.kept.get(f"{kind}_password"):
            self.add_error(f"{kind}_password", _("Give the password of this user."))
        elif any(self.instance.settings.get(f"{kind}_{part}") != cleaned.get(f"{kind}_{part}") for part in SERVER):
            words = _("The password that is kept belongs to the settings as they were. Type it again.")
            self.add_error(f"{kind}_password", words)

    def configuration(self):
        """``(settings, secrets)`` for the Channel, with nothing of a way that is not chosen."""
        cleaned = self.cleaned_data
        chosen = {"incoming": cleaned["incoming"], "outgoing": cleaned["outgoing"]}
        if cleaned["trusted_authserv"]:
            chosen["trusted_authserv"] = cleaned["trusted_authserv"]
        secrets = {}
        for kind, wanted, parts in (
            ("imap", cleaned["incoming"] == "imap", (*SERVER, "folder")),
            ("smtp", cleaned["outgoing"] == "smtp", SERVER),
        ):
            if wanted:
                chosen |= {f"{kind}_{part}": cleaned.get(f"{kind}_{part}", "") for part in parts}
                key = f"{kind}_password"
                password = cleaned.get(key) or (self.kept.get(key, "") if cleaned.get(f"{kind}_user") else "")
                secrets |= {key: password} if password else {}
        return chosen, secrets


class NamedChannelForm(Described, forms.ModelForm):
    """What can be set of a channel without servers: the contact form, tickets logged by hand."""

    words = {"name": _("Give the channel a name.")}

    class Meta:
        model = Channel
        fields = ["name", "team"]
        labels = {"name": _("Name")}
        help_texts = {"team": _("New tickets go to it.")}
        widgets = {"name": forms.TextInput(attrs={"width": 30}), "team": forms.Select(attrs={"width": 20})}

    def __init__(self, *args, workspace, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.filter(workspace=workspace)
        self.fields["team"].empty_label = None
