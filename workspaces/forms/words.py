"""What a form says when something is missing or wrong: our sentences at the field, not Django's and not the browser's.

Templates give such forms ``novalidate``, so that the browser keeps silent.
"""

from functools import cache

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

NOT_AN_ADDRESS = _("This is not an e-mail address. It looks like name@example.com.")
NUMBER_CODES = ("required", "invalid", "min_value", "max_value")
_PASSWORDS = {
    "password_too_short": _("Use at least %(min_length)d letters or signs. A few words in a row are easy to remember."),
    "password_too_common": _("Many people use this password, so it is guessed first. Take another."),
    "password_too_similar": _("This is too much like your name or address. Take something that nobody can guess."),
}


def speak(fields, words):
    """Give ``fields`` (a form's, by name) our sentences. What a field was made with stays.

    ``words``: for a required field what to write there, for a number also what numbers are right.
    """
    for name, field in fields.items():
        said = words.get(name)
        sentences = {"required": said or _("Fill this in.")}
        if isinstance(field, forms.IntegerField):
            whole = said or _("Write a whole number.")
            sentences = dict.fromkeys(NUMBER_CODES, whole)
        elif isinstance(field, forms.EmailField):
            sentences["invalid"] = NOT_AN_ADDRESS
        elif isinstance(field, forms.TimeField) and said:
            sentences["invalid"] = said
        elif isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
            sentences |= {"required": said or _("Choose one of these."), "invalid_choice": _("Choose one of these.")}
        if isinstance(field, forms.CharField):
            sentences["max_length"] = _("At most %(limit_value)d letters; these are %(show_value)d.")
        standard = _standard(type(field))
        for code, sentence in sentences.items():
            if field.error_messages.get(code) is standard.get(code):
                field.error_messages[code] = sentence


def check_password(password, user):
    """Raise ValidationError with our sentences if ``password`` is too easy to guess for ``user``."""
    try:
        password_validation.validate_password(password, user)
    except forms.ValidationError as refused:
        raise forms.ValidationError(
            [
                forms.ValidationError(_PASSWORDS.get(one.code, one.message), code=one.code, params=one.params)
                for one in refused.error_list
            ]
        ) from refused


@cache
def _standard(kind):
    """The messages that Django gives to fields of this class."""
    messages = {}
    for one in reversed(kind.__mro__):
        messages |= getattr(one, "default_error_messages", {})
    return messages
