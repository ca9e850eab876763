"""What customers write into."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from channels_inbox.mail.filenames import safe_filename
from tickets.content import NewFile
from tickets.forms.asking import PREFIX, input_of, read

MAX_FILES = 10
MAX_TEXT = 50_000


def file_limit():
    """The most that one file may have, in words: "25 MB"."""
    return f"{settings.ATTACHMENT_MAX_BYTES // 2**20}\N{NO-BREAK SPACE}MB"


class FilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class FilesField(forms.FileField):
    """Any number of files up to MAX_FILES. Cleans to a list of NewFiles; names are made safe to show."""

    widget = FilesInput(attrs={"multiple": True})

    def clean(self, data, initial=None):
        files = [super(FilesField, self).clean(file, None) for file in data or []]
        if len(files) > MAX_FILES:
            raise ValidationError(
                ngettext_lazy("At most %(n)d file at once.", "At most %(n)d files at once.", MAX_FILES)
                % {"n": MAX_FILES}
            )
        for file in files:
            if file.size > settings.ATTACHMENT_MAX_BYTES:
                raise ValidationError(
                    _("“%(name)s” is larger than %(limit)s. Send it in parts, or a link to it."),
                    params={"name": file.name[:80], "limit": file_limit()},
                )
        return [
            NewFile(
                name=safe_filename(file.name, content_type=file.content_type or "", number=number),
                data=file.read(),
                content_type=file.content_type or "application/octet-stream",
            )
            for number, file in enumerate(files, 1)
        ]


class OneLineField(forms.CharField):
    """Text without line breaks and other control characters, which mail headers must not hold."""

    def to_python(self, value):
        value = super().to_python(value)
        return " ".join("".join(letter if letter.isprintable() else " " for letter in value).split())


class TextField(forms.CharField):
    """Text of many lines; the browser's CRLF becomes LF."""

    widget = forms.Textarea

    def to_python(self, value):
        return super().to_python(value.replace("\x00", "") if value else value).replace("\r\n", "\n").strip()


class PortalForm(forms.Form):
    """Widgets of the design system, errors tied to their fields, and words that say what is wrong."""

    def __init__(self, *args, without=(), **kwargs):
        super().__init__(*args, **kwargs)
        for name in without:
            del self.fields[name]
        for name, field in self.fields.items():
            field.widget.attrs.setdefault("class", "input")
            if self.is_bound and name in self.errors:
                field.widget.attrs["aria-describedby"] = f"{self[name].auto_id}_error"


class NewMessageForm(PortalForm):
    """The contact form. ``website`` is a trap: people don't see it, machines fill it in."""

    name = OneLineField(
        label=_("Your name"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name", "class": "input input--30"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("The answer comes to this address."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "input input--30"}),
        error_messages={
            "required": _("Write your e-mail address: the answer comes there."),
            "invalid": _("This is not an e-mail address. It looks like name@example.com."),
        },
    )
    subject = OneLineField(
        label=_("What is it about?"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Say in a few words what it is about.")},
    )
    message = TextField(
        label=_("Your message"),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": _("Write your message.")},
    )
    files = FilesField(label=_("Files"), required=False)
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))

    def __init__(self, *args, visitor=None, customs=(), **kwargs):
        self.customs, self.held = customs, []
        for custom in customs:
            self.base_fields = {
                **self.base_fields,
                f"{PREFIX}{custom.key}": input_of(custom),
            }
        # who is signed in writes as who they are
        super().__init__(*args, without=("name", "email") if visitor else (), **kwargs)

    def clean(self):
        cleaned = super().clean()
        self.held = read(self.customs, cleaned, self.add_error)
        return cleaned

    @property
    def own_fields(self):
        """The bound inputs of the custom fields."""
        return [self[f"{PREFIX}{one.key}"] for one in self.customs]

    @property
    def typed(self):
        """What ``portal.writing.write`` takes of it."""
        names = ("name", "email", "subject", "message", "files")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data} | {"held": self.held}

    @property
    def is_trapped(self):
        return bool(self.data.get("website"))


class AnswerForm(PortalForm):
    """An answer on a ticket: text, files, or both."""

    message = TextField(
        label=_("Your answer"),
        max_length=MAX_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": ""}),
    )
    files = FilesField(label=_("Files"), required=False)

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned.get("message") and not cleaned.get("files"):
            self.add_error("message", _("Write an answer first, or attach a file."))
        return cleaned


class SignInForm(PortalForm):
    """Whose mailbox the one-time link goes to."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Write the e-mail address that you write to us from."),
            "invalid": _("This is not an e-mail address. It looks like name@example.com."),
        },
    )
