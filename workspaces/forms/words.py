"""What a form says when something is missing or wrong: our sentences at the field, not Django's and not the browser's.

Templates give such forms ``novalidate``, so that the browser keeps silent.
"""

from django import forms
from django.utils.translation import gettext_lazy as _

NUMBER_CODES = ("required", "invalid", "min_value", "max_value")


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
            sentences["invalid"] = _("This is not an e-mail address. It looks like name@example.com.")
        elif isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
            sentences |= {"required": said or _("Choose one of these."), "invalid_choice": _("Choose one of these.")}
        if isinstance(field, forms.CharField):
            sentences["max_length"] = _("At most %(limit_value)d letters; these are %(show_value)d.")
        standard = _standard(field)
        for code, sentence in sentences.items():
            if field.error_messages.get(code) is standard.get(code):
                field.error_messages[code] = sentence


def _standard(field):
    """The messages that Django gives to fields of this class."""
    messages = {}
    for kind in reversed(type(field).__mro__):
        messages |= getattr(kind, "default_error_messages", {})
    return messages
