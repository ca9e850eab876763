"""What the composer posts."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.content import NewFile
from tickets.models import Message


class ManyFiles(forms.FileField):
    """Several files in one field, as NewFiles; each within the limit for attachments."""

    class Input(forms.ClearableFileInput):
        allow_multiple_selected = True

    widget = Input

    def clean(self, data, initial=None):
        files = data if isinstance(data, (list, tuple)) else [data] if data else []
        limit = settings.ATTACHMENT_MAX_BYTES
        made = []
        for file in files:
            if file.size > limit:
                raise ValidationError(
                    _("“%(name)s” is larger than %(limit)d MB. Your text is kept; send a smaller file or a link.")
                    % {"name": file.name[:80], "limit": limit // 2**20}
                )
            made.append(NewFile(file.name, file.read(), file.content_type or "application/octet-stream"))
        return made


MOST_MINUTES = 1440  # a day
WHOLE_MINUTES = gettext_lazy("Write whole minutes, at most a day: 0 to 1440.")


class MessageForm(forms.Form):
    """A reply or a note. ``body_format`` is "text" where the browser runs no scripts."""

    body = forms.CharField(required=False, max_length=500_000, strip=False)
    body_format = forms.ChoiceField(choices=Message.Format.choices, required=False)
    files = ManyFiles(required=False)
    uploads = forms.CharField(required=False)  # public ids, with spaces between
    last_message = forms.IntegerField(required=False)  # the newest that the writer saw
    without_signature = forms.BooleanField(required=False)  # of a reply
    send_anyway = forms.BooleanField(required=False)
    minutes = forms.IntegerField(  # where the workspace notes the time spent
        required=False,
        min_value=0,
        max_value=MOST_MINUTES,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), WHOLE_MINUTES),
    )

    def clean_body_format(self):
        return self.cleaned_data["body_format"] or Message.Format.TEXT

    def clean_uploads(self):
        return self.cleaned_data["uploads"].split()

    @property
    def content(self):
        """Arguments of the operations ``reply`` and ``add_note``."""
        data = self.cleaned_data
        return {
            "body": data["body"],
            "body_format": data["body_format"],
            "attachments": data["files"],
            "uploads": data["uploads"],
            "minutes": data["minutes"] or None,
        }
