"""Forms of what an admin names: statuses, tags, reasons."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tickets.forms.settings.fields import Named
from tickets.models import Reason, Status, Tag, Ticket
from tickets.models.status import Category
from tickets.operations.triage import clean_tag
from workspaces.forms.widgets import Described
from workspaces.models import Workspace

DEEPEST = 3  # levels of reasons


EMPTY = _(
    "Left empty, they read what is usual for its kind, such as “We are working on it.” or “We wait for your answer.”"
)


class StatusForm(Named, Described, forms.ModelForm):
    """A status: its own name, and what customers read instead. The category is chosen once."""

    class Meta:
        model = Status
        fields = ["name", "category"]
        labels = {"name": _("Name"), "category": _("What it means")}
        help_texts = {"category": _("Promises, lists and rules go by this. It can't be changed later.")}
        widgets = {"name": forms.TextInput(attrs={"width": 20}), "category": forms.Select(attrs={"width": 20})}

    words = {"name": _("Give the status a name.")}
    taken = _("There is a status with this name already.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["category"]
        else:
            self.fields["category"].choices = Category.choices  # one of them is chosen already
        for at, (language, name) in enumerate(settings.LANGUAGES):
            self.fields[f"words_{language}"] = forms.CharField(
                help_text="" if at else EMPTY,
                label=_("What customers read, in %(language)s") % {"language": name},
                max_length=80,
                required=False,
                initial=self.instance.customer_words.get(language, ""),
                widget=forms.TextInput(attrs={"class": "input input--30", "lang": language}),
            )

    def saved_last(self):
        said = {language: self.cleaned_data[f"words_{language}"].strip() for language, _name in settings.LANGUAGES}
        self.instance.customer_words = {language: words for language, words in said.items() if words}
        return super().saved_last()


class TagForm(Named, Described, forms.ModelForm):
    """A tag: the word, everywhere where it stands, and its ground."""

    class Meta:
        model = Tag
        fields = ["name", "colour"]
        labels = {"name": _("Name"), "colour": _("Colour")}
        help_texts = {"name": _("Changes on every ticket that has it. The history keeps what was said then.")}
        widgets = {"name": forms.TextInput(attrs={"width": 20}), "colour": forms.RadioSelect}

    words = {"name": _("Give the tag a name.")}
    taken = _("There is a tag with this name already. Merge the two below.")

    def clean_name(self):
        self.cleaned_data["name"] = clean_tag(self.cleaned_data["name"])
        if not self.cleaned_data["name"]:
            raise forms.ValidationError(self.words["name"])
        return super().clean_name()


class ReasonForm(Described, forms.ModelForm):
    """A reason and where it hangs in the tree."""

    class Meta:
        model = Reason
        fields = ["name", "parent"]
        labels = {"name": _("Name"), "parent": _("Below")}
        widgets = {"name": forms.TextInput(attrs={"width": 30}), "parent": forms.Select(attrs={"width": 30})}

    words = {"name": _("Give the reason a name.")}

    def __init__(self, *args, tree, **kwargs):
        super().__init__(*args, **kwargs)
        below = _below(self.instance.pk, tree)
        self.fields["parent"].queryset = Reason.objects.filter(workspace=self.instance.workspace)
        self.fields["parent"].choices = [
            ("", _("Nothing: it stands at the top")),
            *((one.pk, one.path) for one in tree if one.pk not in below and one.depth < DEEPEST - 1),
        ]
        self.below = below

    def clean(self):
        data = super().clean()
        parent = data.get("parent")
        if parent and parent.pk in self.below:
            self.add_error("parent", _("A reason can't stand below itself."))
        same = Reason.objects.filter(
            workspace=self.instance.workspace, parent=parent, name__iexact=data.get("name", "")
        )
        if same.exclude(pk=self.instance.pk).exists():
            self.add_error("name", _("There is one with this name in the same place already."))
        return data


def _below(pk, tree):
    """Ids of a reason and of all below it."""
    found, depth = set(), None
    for one in tree:
        if pk is not None and one.pk == pk:
            depth = one.depth
            found.add(one.pk)
        elif depth is not None and one.depth > depth:
            found.add(one.pk)
        else:
            depth = None
    return found


class SolvingForm(Described, forms.ModelForm):
    """What agents note on every ticket: reason, time, which types."""

    types = forms.MultipleChoiceField(
        label=_("Types in use"), choices=Ticket.Type.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Workspace
        fields = ["reason_required", "tracks_time"]
        labels = {"reason_required": _("Ask for a reason before solving"), "tracks_time": _("Note the time spent")}
        help_texts = {
            "reason_required": _("Agents, bulk changes and rules can't solve a ticket that has none. Customers can."),
            "tracks_time": _("Agents may write how many minutes an answer took. The ticket shows the sum."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["types"] = [value for value in Ticket.Type.values if value not in self.instance.types_off]

    def clean_types(self):
        if not self.cleaned_data["types"]:
            raise forms.ValidationError(_("At least one type stays in use."))
        return self.cleaned_data["types"]

    def save(self):
        used = self.cleaned_data["types"]
        self.instance.types_off = [value for value in Ticket.Type.values if value not in used]
        return super().save()
