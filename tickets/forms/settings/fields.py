"""Forms of custom fields, their forms, and checklists."""

import re
import unicodedata

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tickets.models import ChecklistTemplate, ChecklistTemplateItem, TicketForm, TicketFormField
from workspaces.forms.widgets import Described
from workspaces.models import CustomField, FieldOption

MOST_OPTIONS = 200


def lines(text):
    """The lines of a text that hold something, each once, spaces put in order."""
    return list(dict.fromkeys(filter(None, (" ".join(line.split()) for line in text.splitlines()))))


def key_from(name, taken):
    """A key made of a name, that none of ``taken`` is: "Order no." becomes order_no."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:36]
    base = base if base[:1].isalpha() else f"field_{base}".rstrip("_")
    return next(key for key in (base, *(f"{base}_{n}" for n in range(2, 1000))) if key not in taken)


class Named:
    """Mixin: a row in an order of its own, whose name is taken once in a workspace, whatever its case."""

    begins_with = ("name",)
    taken = _("There is one with this name already.")

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if self.siblings().filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(self.taken)
        return name

    def siblings(self):
        return type(self.instance).objects.filter(workspace=self.instance.workspace)

    def saved_last(self):
        """Store the row, behind its siblings where it is new. Returns it."""
        row = self.save(commit=False)
        if row.pk is None:
            row.position = self.siblings().count()
        row.save()
        return row


class FieldForm(Named, Described, forms.ModelForm):
    """A custom field. Its kind is chosen once; entries of a list are renamed in their own inputs, new ones are lines."""

    new_options = forms.CharField(
        label=_("New entries"),
        required=False,
        max_length=20_000,
        help_text=_("One a line."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    shows = forms.ChoiceField(label=_("Shows"), required=False, widget=forms.Select(attrs={"width": 30}))

    class Meta:
        model = CustomField
        fields = [
            "name", "kind", "help", "pattern", "pattern_words", "visibility", "required", "on_every_ticket",
        ]  # fmt: skip
        labels = {
            "name": _("Name"),
            "help": _("Help"),
            "visibility": _("Who sees it"),
            "required": _("Must be filled in"),
            "pattern": _("Must look like"),
            "pattern_words": _("Message when it does not"),
            "on_every_ticket": _("Every ticket has it"),
        }
        help_texts = {
            "help": _("One sentence, read by whoever fills it in."),
            "pattern": _("9 is a digit, A a letter, * either. Other signs stand for themselves. Empty takes anything."),
            "pattern_words": _("For example: Order number must have five digits, for example 20417."),
            "on_every_ticket": _("Without it only tickets with a form that asks for it."),
        }
        widgets = {
            "name": forms.TextInput(attrs={"width": 30}),
            "kind": forms.Select(attrs={"width": 20}),
            "visibility": forms.RadioSelect,
            "required": forms.RadioSelect,
            "pattern": forms.TextInput(attrs={"width": 20, "placeholder": "PT-99999"}),
        }

    field_order = ["name", "kind", "new_options", "help"]
    words = {"name": _("Give the field a name.")}
    taken = _("There is a field with this name already.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.options = list(self.instance.options.all()) if self.instance.pk else []
        others = self.siblings().filter(retired_at=None).exclude(pk=self.instance.pk).prefetch_related("options")
        self.conditions = {"": (None, None)}
        choices = [("", _("Always"))]
        for other in others:
            self.conditions[str(other.pk)] = (other, None)
            choices.append((str(other.pk), _("When “%(field)s” is filled in") % {"field": other.name}))
            for option in other.options.all() if other.has_options else ():
                self.conditions[f"{other.pk}:{option.pk}"] = (other, option)
                words = {"field": other.name, "option": option.name}
                choices.append((f"{other.pk}:{option.pk}", _("When “%(field)s” is “%(option)s”") % words))
        self.fields["shows"].choices = choices
        if self.instance.shown_when_id:
            option = self.instance.shown_when_option_id
            self.initial["shows"] = f"{self.instance.shown_when_id}:{option}" if option else self.instance.shown_when_id
        if self.instance.pk:
            del self.fields["kind"]
            if not self.instance.has_options:
                del self.fields["new_options"]
            if self.instance.kind != CustomField.Kind.TEXT:
                del self.fields["pattern"], self.fields["pattern_words"]
        if self.instance.scope != CustomField.Scope.TICKET:
            for name in ("on_every_ticket", "required", "visibility"):
                del self.fields[name]
        for option in self.options:
            self.fields[f"option_{option.pk}"] = forms.CharField(
                label=_("Entry"),
                max_length=80,
                required=False,
                initial=option.name if option.retired_at is None else "",
                widget=forms.TextInput(attrs={"class": "input input--30", "placeholder": option.name}),
            )

    @property
    def option_inputs(self):
        return [self[f"option_{option.pk}"] for option in self.options]

    def siblings(self):
        return CustomField.objects.filter(workspace=self.instance.workspace, scope=self.instance.scope)

    def clean(self):
        data = super().clean()
        kind = data.get("kind") or self.instance.kind
        if kind not in (CustomField.Kind.SELECT, CustomField.Kind.MULTI_SELECT):
            data["new_options"] = ""  # typed before the kind was changed
        if kind != CustomField.Kind.TEXT:
            data["pattern"] = data["pattern_words"] = ""
        new = lines(data.get("new_options", ""))
        kept = [data.get(f"option_{one.pk}", "").strip() for one in self.options]
        names = [*filter(None, kept), *new]
        if len({name.casefold() for name in names}) < len(names):
            self.add_error("new_options", _("Two entries have the same name."))
        if len(names) > MOST_OPTIONS or any(len(name) > 80 for name in names):
            self.add_error("new_options", _("At most 200 entries of 80 letters."))
        if kind in (CustomField.Kind.SELECT, CustomField.Kind.MULTI_SELECT) and not names and not self.errors:
            self.add_error("new_options", _("A list needs an entry."))
        shows = data.get("shows", "")
        parent = self.conditions[shows][0] if shows in self.conditions else None
        seen = set()
        while parent is not None and parent.pk not in seen:
            seen.add(parent.pk)
            if parent.shown_when_id and parent.shown_when_id == self.instance.pk:
                self.add_error("shows", _("These two would wait for one another. Choose another field."))
            parent = next((one for one, _o in self.conditions.values() if one and one.pk == parent.shown_when_id), None)
        return data


class TicketFormForm(Named, Described, forms.ModelForm):
    """A set of fields by topic."""

    asks = forms.ModelMultipleChoiceField(
        CustomField.objects.none(), required=False, label=_("Fields"), widget=forms.CheckboxSelectMultiple,
        help_text=_("They stand on the form in the order of the list of fields."),
    )  # fmt: skip

    class Meta:
        model = TicketForm
        fields = ["name", "in_portal", "team"]
        labels = {"name": _("Topic"), "in_portal": _("Customers can choose it"), "team": _("Team")}
        help_texts = {
            "name": _("Customers read it, for example “Warranty claim”."),
            "in_portal": _("It stands in the contact form under “What is it about?”."),
            "team": _("Its tickets go there. Empty: to the team of the channel."),
        }
        widgets = {"name": forms.TextInput(attrs={"width": 30}), "team": forms.Select(attrs={"width": 20})}

    words = {"name": _("Give the form a name.")}
    taken = _("There is a form with this name already.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        workspace = self.instance.workspace
        self.fields["team"].queryset = workspace.teams.all()
        self.fields["asks"].queryset = CustomField.objects.filter(
            workspace=workspace, scope=CustomField.Scope.TICKET, retired_at=None
        )
        if self.instance.pk:
            held = TicketFormField.objects.filter(workspace=workspace, form=self.instance)
            self.initial["asks"] = list(held.values_list("field_id", flat=True))


class ChecklistForm(Named, Described, forms.ModelForm):
    """A checklist: its steps are lines."""

    steps = forms.CharField(
        label=_("Steps"), max_length=11_000, help_text=_("One a line."), widget=forms.Textarea(attrs={"rows": 8})
    )

    class Meta:
        model = ChecklistTemplate
        fields = ["name"]
        labels = {"name": _("Name")}
        widgets = {"name": forms.TextInput(attrs={"width": 30})}

    words = {"name": _("Give the checklist a name."), "steps": _("Write at least one step.")}
    taken = _("There is a checklist with this name already.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["steps"] = "\n".join(one.text for one in self.instance.items.all())

    def clean_steps(self):
        steps = lines(self.cleaned_data["steps"])
        if len(steps) > 50 or any(len(step) > 200 for step in steps):
            raise forms.ValidationError(_("At most 50 steps of 200 letters."))
        return steps


def save_field(form):
    """Store what a valid FieldForm says. Returns the CustomField."""
    data, field = form.cleaned_data, form.instance
    field.shown_when, field.shown_when_option = form.conditions[data["shows"]]
    if field.pk is None:
        field.key = key_from(field.name, set(form.siblings().values_list("key", flat=True)))
    form.saved_last()
    if not field.has_options:
        return field
    for option in form.options:
        name = " ".join(data[f"option_{option.pk}"].split())
        option.name, option.retired_at = name or option.name, None if name else option.retired_at or timezone.now()
        option.save()
    there = {one.name.casefold(): one for one in form.options}
    for place, name in enumerate(lines(data.get("new_options", ""))):
        known = there.get(name.casefold())
        if known is None:
            FieldOption.objects.create(
                workspace_id=field.workspace_id, field=field, name=name, position=len(form.options) + place
            )
        elif known.retired_at:
            known.retired_at = None
            known.save()
    return field


def save_form(form):
    """Store what a valid TicketFormForm says. Returns the TicketForm."""
    made = form.saved_last()
    made.form_fields.filter(workspace_id=made.workspace_id).delete()
    TicketFormField.objects.bulk_create(
        TicketFormField(workspace_id=made.workspace_id, form=made, field=field, position=place)
        for place, field in enumerate(form.cleaned_data["asks"])
    )
    return made


def save_checklist(form):
    """Store what a valid ChecklistForm says. Steps on tickets stay as they are. Returns the ChecklistTemplate."""
    made = form.saved_last()
    made.items.filter(workspace_id=made.workspace_id).delete()
    ChecklistTemplateItem.objects.bulk_create(
        ChecklistTemplateItem(workspace_id=made.workspace_id, template=made, text=text, position=place)
        for place, text in enumerate(form.cleaned_data["steps"])
    )
    return made
