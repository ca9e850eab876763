"""What a customer writes in the demo."""

from django import forms
from django.utils.translation import gettext_lazy as _

from channels_inbox.mail.parsed import Address
from channels_inbox.models import Channel
from contacts.models import Identity
from workspaces.forms.widgets import Guiding

CUSTOMERS = 300  # more would be no choice


class AnswerForm(Guiding, forms.Form):
    """An answer to a Letter, by one of those who got it."""

    words = {"text": _("Write an answer first.")}

    sender = forms.ChoiceField(label=_("From"), widget=forms.Select(attrs={"class": "input"}))
    text = forms.CharField(
        label=_("Your answer"), max_length=20_000, widget=forms.Textarea(attrs={"class": "input", "rows": 4})
    )

    def __init__(self, letter, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._people = {one.address: one for one in letter.recipients}
        self.fields["sender"].choices = [(one.address, _shown(one)) for one in self._people.values()]
        if len(self._people) == 1:
            self.fields["sender"].widget = forms.HiddenInput()
            self.initial["sender"] = next(iter(self._people))

    def clean_sender(self):
        """The Address that was chosen."""
        return self._people[self.cleaned_data["sender"]]


class NewMailForm(Guiding, forms.Form):
    """A mail that starts a conversation, from one of the workspace's contacts to one of its mail addresses."""

    words = {"subject": _("Say in a few words what it is about."), "text": _("Write the message first.")}

    sender = forms.ChoiceField(label=_("From"), widget=forms.Select(attrs={"class": "input"}))
    to = forms.ChoiceField(label=_("To"), widget=forms.Select(attrs={"class": "input"}))
    subject = forms.CharField(label=_("Subject"), max_length=200, widget=forms.TextInput(attrs={"class": "input"}))
    text = forms.CharField(
        label=_("Your message"), max_length=20_000, widget=forms.Textarea(attrs={"class": "input", "rows": 6})
    )

    def __init__(self, workspace, *args, **kwargs):
        super().__init__(*args, **kwargs)
        identities = (
            Identity.objects.filter(workspace=workspace, kind=Identity.Kind.EMAIL)
            .select_related("contact")
            .order_by("contact__name", "value")[:CUSTOMERS]
        )
        self._people = {one.value: Address(one.contact.name, one.value) for one in identities}
        self.fields["sender"].choices = [(one.address, _shown(one)) for one in self._people.values()]
        channels = Channel.objects.active().filter(workspace=workspace, kind=Channel.Kind.EMAIL).exclude(address="")
        self.fields["to"].choices = [(channel.address, channel.address) for channel in channels]

    def clean_sender(self):
        """The Address that was chosen."""
        return self._people[self.cleaned_data["sender"]]


def _shown(address):
    named = address.name and address.name != address.address
    return f"{address.name} <{address.address}>" if named else address.address
