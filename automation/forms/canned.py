"""The page of a canned response: itself, and a form for each variant."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from automation.forms.sharing import SharedForm
from automation.models import CannedVariant
from automation.operations.canned import VariantText
from helpdesk.lib.numbers import whole
from tickets.bodies import as_text, clean_body
from tickets.forms.composer import ManyFiles
from workspaces.forms.widgets import Described

FORMS = [("", _("Suits both")), *CannedVariant.Form.choices]
MOST_VARIANTS = 12


class CannedForm(SharedForm):
    """A canned response without its texts."""

    shortcut = forms.RegexField(
        r"\A/?[\w-]{1,30}\Z",
        label=_("Shortcut"),
        required=False,
        help_text=_("Typed after / in the composer, for example refund."),
        widget=forms.TextInput(attrs={"width": 20}),
        error_messages={"invalid": _("Use letters, digits and hyphens, at most 30.")},
    )
    field_order = ["name", "shortcut", "folder", "sharing", "teams"]

    def __init__(self, *args, item, **kwargs):
        super().__init__(*args, item=item, initial={"shortcut": item.shortcut}, **kwargs)


class VariantForm(Described, forms.Form):
    """The text in one language and form of address. Those of a variant that is there already stay as they are."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=settings.LANGUAGES, widget=forms.Select(attrs={"width": 20})
    )
    form = forms.ChoiceField(
        label=_("Form of address"), choices=FORMS, required=False, widget=forms.Select(attrs={"width": 20})
    )
    body = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=100_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "class": "input canned-text"}),
    )
    body_format = forms.CharField(required=False, widget=forms.HiddenInput)
    files = ManyFiles(label=_("Files that come along"), required=False)
    remove = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    drop = forms.BooleanField(label=_("Delete this variant"), required=False)

    def __init__(self, *args, variants=None, **kwargs):
        """``variants``: the response's own, by pk."""
        super().__init__(*args, **kwargs)
        self.variants = variants or {}
        self.variant = self.variants.get(self._pk())
        self.fields["body"].widget.attrs["data-html"] = self.html
        if self.variant:
            self.fields["remove"].choices = [(one.public_id, one.name) for one in self.variant.files.all()]
            for name, value in (("language", self.variant.language), ("form", self.variant.form)):
                self.fields[name].disabled, self.initial[name] = True, value
            self.initial |= {"pk": self.variant.pk, "body": as_text(self.variant.body_html), "body_format": "text"}
        else:
            self.initial |= {"body_format": "text"}

    def clean(self):
        data = super().clean()
        if not data.get("language") and "language" not in self.errors and data.get("body", "").strip():
            self.add_error("language", _("Choose a language."))
        return data

    def _pk(self):
        value = self.data.get(self.add_prefix("pk"), "") if self.is_bound else self.initial.get("pk", "")
        return whole(str(value))

    @property
    def html(self):
        """What the rich field starts with: what was typed and refused, else what is kept."""
        if self.is_bound:
            typed = self.data.get(self.add_prefix("body"), "")
            return clean_body(typed, self.data.get(self.add_prefix("body_format")) or "text")[0]
        return self.variant.body_html if self.variant else ""

    @property
    def title(self):
        return self.variant.label if self.variant else _("New variant")

    @property
    def is_left_out(self):
        """Nothing to save: an empty new one, or one that is deleted."""
        data = self.cleaned_data
        return data["drop"] or (self.variant is None and not data["body"].strip() and not data["files"])

    @property
    def text(self):
        """The VariantText. A text that came back as it went into a browser without scripts keeps its formatting."""
        data = self.cleaned_data
        body, body_format = data["body"], data["body_format"] or "text"
        if self.variant and body_format == "text" and _lines(body) == _lines(as_text(self.variant.body_html)):
            body, body_format = self.variant.body_html, "html"
        return VariantText(
            data["language"],
            body,
            form=data["form"],
            body_format=body_format,
            pk=self.variant.pk if self.variant else None,
            files=tuple(data["files"]),
            remove=tuple(data["remove"]),
        )


def _lines(text):
    return text.replace("\r\n", "\n").strip()


class Variants(list):
    """The VariantForms of a page. ``error`` says what is wrong with all of them together."""

    error = ""

    def is_valid(self):
        if not all([one.is_valid() for one in self]):
            return False
        texts = self.texts
        if not texts:
            self.error = _("Write the text in at least one language.")
        elif len({(one.language, one.form) for one in texts}) < len(texts):
            self.error = _("Two variants are for the same language and form of address.")
        elif not all(one.body.strip() or one.files for one in texts):
            self.error = _("A variant has no text. Write it, or delete the variant.")
        return not self.error

    @property
    def texts(self):
        return [one.text for one in self if not one.is_left_out]


def variant_forms(response, data=None, files=None):
    """The Variants of ``response``: those it has, and one for a new one."""
    variants = {}
    if response.pk:
        rows = CannedVariant.objects.filter(workspace_id=response.workspace_id, item=response)
        variants = {one.pk: one for one in rows.prefetch_related("files")}
    if data is None:
        forms_of = [
            VariantForm(prefix=f"v{place}", variants=variants, initial={"pk": pk}) for place, pk in enumerate(variants)
        ]
        fresh = VariantForm(prefix=f"v{len(variants)}", initial={"language": _next_language(variants.values())})
        return Variants([*forms_of, fresh])
    count = min(whole(data.get("count"), 1), MOST_VARIANTS)
    return Variants(VariantForm(data, files, prefix=f"v{place}", variants=variants) for place in range(count))


def _next_language(variants):
    there = {one.language for one in variants}
    return next((code for code, _name in settings.LANGUAGES if code not in there), settings.LANGUAGES[0][0])
