"""Custom fields as inputs of a form that makes a ticket: the portal's contact form, and that of agents."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.models import TicketFormField
from workspaces import custom_fields
from workspaces.custom_fields import BadValue, Held, conditioned, offered, parse
from workspaces.models import CustomField

Kind = CustomField.Kind
PREFIX = "field_"  # of the inputs' names


def asked(workspace, form, *, also):
    """The CustomFields that a new ticket with ``form`` (a TicketForm or None) asks for: the form's in its order, then those

    on every ticket. ``also(field)`` says which of all of them count.
    """
    found = {one.pk: one for one in custom_fields.fields_of(workspace.pk, CustomField.Scope.TICKET) if also(one)}
    own = []
    if form is not None:
        rows = TicketFormField.objects.filter(workspace=workspace, form=form)
        own = [found.pop(pk) for pk in rows.values_list("field_id", flat=True) if pk in found]
    return own + [one for one in found.values() if one.on_every_ticket]


def input_of(custom):
    """The form field for a CustomField. What it takes is judged by ``read``, all in one place."""
    options = [(str(one.pk), one.name) for one in offered(custom.options.all(), ())] if custom.has_options else []
    words = {"label": custom.name, "help_text": custom.help, "required": False}
    text = {"class": "input input--30", "autocomplete": "off"}
    match custom.kind:
        case Kind.LONG_TEXT:
            made = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), **words)
        case Kind.CHECKBOX:
            made = forms.BooleanField(widget=forms.CheckboxInput(attrs={"class": "checkbox"}), **words)
        case Kind.SELECT:
            made = forms.CharField(
                widget=forms.Select(choices=[("", "–"), *options], attrs={"class": "input input--30"}), **words
            )
        case Kind.MULTI_SELECT:
            widget = forms.CheckboxSelectMultiple(choices=options, attrs={"class": "checkbox"})
            made = forms.Field(widget=widget, **words)
        case Kind.DATE:
            made = forms.CharField(widget=forms.TextInput(attrs={**text, "type": "date"}), **words)
        case _other:
            made = forms.CharField(widget=forms.TextInput(attrs=text), **words)
    made.custom, made.is_needed = custom, custom.required == CustomField.Required.ON_CREATE
    return made


def read(customs, typed, refuse):
    """``[(CustomField, what was typed)]`` to store. ``typed`` is by names of inputs, ``refuse(name, words)`` hears what is wrong.

    A field whose condition is not met is left out: without scripts all of them stand on the page.
    """
    held, wrong = [], {}
    for custom in customs:
        name = f"{PREFIX}{custom.key}"
        try:
            rows = parse(custom, typed.get(name))
        except BadValue as refused:
            rows, wrong[name] = [], refused.message
        held.append(Held(custom, list(custom.options.all()) if custom.has_options else [], rows))
    kept = []
    for one in conditioned(held):
        name = f"{PREFIX}{one.field.key}"
        if not one.is_shown:
            continue
        if name in wrong:
            refuse(name, wrong[name])
        elif not one.rows and one.field.required == CustomField.Required.ON_CREATE:
            refuse(name, _("Fill this in."))
        elif one.rows:
            kept.append((one.field, typed.get(name)))
    return kept


def as_typed(posted):
    """What was posted, as a form shows it again when it is not judged yet: several of a list as a list."""
    return {name: values if len(values) > 1 else values[0] for name, values in posted.lists() if values}
