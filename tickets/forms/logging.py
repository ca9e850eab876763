"""A ticket logged by hand: a call, a visit, a letter or a fax, on behalf of a contact."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.forms.asking import PREFIX, input_of, read
from tickets.forms.composer import ManyFiles
from tickets.models import Ticket
from workspaces.forms.widgets import Guiding

ORIGINS = [
    (Ticket.Origin.PHONE, gettext_lazy("A telephone call")),
    (Ticket.Origin.VISIT, gettext_lazy("A visit")),
    (Ticket.Origin.LETTER, gettext_lazy("A letter")),
    (Ticket.Origin.FAX, gettext_lazy("A fax")),
    (Ticket.Origin.EMAIL, gettext_lazy("We write first, by e-mail")),
]


class NewTicketForm(Guiding, forms.Form):
    """Who, about what, how it reached us, and whether they get a mail. ``customs`` are CustomFields that are asked for.

    ``held`` is what they hold then: (CustomField, value) each.
    """

    begins_with = ("name", "subject")
    words = {
        "subject": gettext_lazy("Say in a few words what it is about."),
        "minutes": gettext_lazy("Write whole minutes, at most a day: 0 to 1440."),
    }
    field_order = ["origin", "direction", "minutes"]  # as on the page: the focus goes into the first wrong one
    template_name_label = None
    origin = forms.ChoiceField(label=gettext_lazy("What was it"), choices=ORIGINS, initial=Ticket.Origin.PHONE)
    name = forms.CharField(label=gettext_lazy("Who"), max_length=120, required=False)
    email = forms.CharField(label=gettext_lazy("E-mail"), max_length=254, required=False)
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=500)
    body = forms.CharField(
        label=gettext_lazy("What they said or want"),
        max_length=100_000,
        required=False,
        strip=False,
        widget=forms.Textarea,
    )
    mail = forms.CharField(
        label=gettext_lazy("Mail to them"),
        max_length=100_000,
        required=False,
        strip=False,
        widget=forms.Textarea,
        help_text=gettext_lazy("Leave it empty and they get nothing."),
    )
    team = forms.TypedChoiceField(label=gettext_lazy("Team"))
    priority = forms.TypedChoiceField(
        label=gettext_lazy("Priority"), choices=Ticket.Priority.choices, coerce=int, initial=Ticket.Priority.NORMAL
    )
    mine = forms.BooleanField(label=gettext_lazy("I take it"), required=False, initial=True)
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes the call took"), min_value=0, max_value=1440, required=False
    )
    direction = forms.ChoiceField(
        label=gettext_lazy("Who called"),
        choices=[("in", gettext_lazy("They called us")), ("out", gettext_lazy("We called them"))],
        required=False,
    )
    files = ManyFiles(label=gettext_lazy("Scan, photo or other files"), required=False)

    def __init__(self, *args, teams, customs=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.customs, self.held = customs, []
        for custom in customs:
            made = input_of(custom)
            if made.is_needed:
                made.label = _("%(name)s (needed)") % {"name": custom.name}
            self.fields[PREFIX + custom.key] = made
        by_id = {str(team.pk): team for team in teams}
        self.fields["team"].choices = [(key, team.name) for key, team in by_id.items()]
        self.fields["team"].coerce = by_id.__getitem__
        for name, field in self.fields.items():
            if name not in ("mine", "files"):
                field.widget.attrs.setdefault("class", "input")
        self.fields["body"].widget.attrs["rows"] = 6
        self.fields["mail"].widget.attrs["rows"] = 4

    def clean_email(self):
        email = self.cleaned_data["email"].strip()
        if email:
            try:
                validate_email(email)
            except ValidationError:
                raise ValidationError(_("An e-mail address looks like rosa@example.com.")) from None
        return email

    def clean(self):
        data = super().clean()
        if not any(data.get(key) for key in ("name", "email", "phone")):
            self.add_error("name", _("Say who it was: a name, an e-mail address or a telephone number."))
        if data.get("mail", "").strip() and not data.get("email"):
            self.add_error("email", _("Without an address the mail can't leave. Add one, or empty the mail."))
        if data.get("origin") == Ticket.Origin.EMAIL and not data.get("mail", "").strip():
            self.add_error("mail", _("Write the mail, or choose another kind."))
        if not data.get("body", "").strip() and not data.get("mail", "").strip() and not data.get("files"):
            self.add_error("body", _("Write down what it was about, or attach the scan."))
        self.held = read(self.customs, data, self.add_error)
        return data

    @property
    def own_fields(self):
        """``(kind, bound input)`` of the custom fields."""
        return [(one.kind, self[PREFIX + one.key]) for one in self.customs]

    @property
    def typed(self):
        """What ``tickets.operations.logging.log_ticket`` takes of it."""
        return {name: value for name, value in self.cleaned_data.items() if not name.startswith(PREFIX)} | {
            "held": self.held
        }
