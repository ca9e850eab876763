"""How fields of our forms are drawn: components of field.css."""

from django import forms

from workspaces.forms.words import speak


class Guiding:
    """Mixin for forms: says in our words what is wrong, and has the browser put the focus into the first such field."""

    words = {}  # field: what to write there, said when it is missing
    begins_with = ()  # on a form for something new, the first of these that is empty has the focus

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        speak(self.fields, self.words)
        is_new = not self.is_bound and getattr(getattr(self, "instance", None), "pk", None) is None
        empty = [name for name in self.begins_with if not self.get_initial_for_field(self.fields[name], name)]
        if is_new and empty:
            self._focus(empty[0])

    def add_error(self, field, error):
        super().add_error(field, error)
        wrong = [name for name in self.fields if name in self.errors] or self.suspects()
        self._focus(next((name for name in wrong if _can_be_focused(self.fields[name].widget)), None))

    def suspects(self):
        """Names of the fields that the form as a whole is wrong by, when none is by itself."""
        return []

    def _focus(self, name):
        for field in self.fields.values():
            field.widget.attrs.pop("autofocus", None)
        if name:
            self.fields[name].widget.attrs["autofocus"] = True


class Described(Guiding):
    """Mixin for forms: gives every widget its component class.

    Text fields get ``input``, boxes ``checkbox``. ``width`` in a widget's attrs of 4, 10, 20 or 30 letters narrows it.
    """

    large = False  # 40 px high, as on the sign-in card

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _dress(field.widget, self.large)


def _can_be_focused(widget):
    """One box or line: of a group, each button would claim the focus."""
    return not widget.is_hidden and not isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple))


def _dress(widget, large):
    if isinstance(widget, (forms.CheckboxInput, forms.CheckboxSelectMultiple)):  # before RadioSelect, its parent
        widget.attrs.setdefault("class", "checkbox")
    elif isinstance(widget, forms.RadioSelect):
        widget.attrs.setdefault("class", "radio")
    else:
        width = widget.attrs.pop("width", None)
        classes = ["input", "input--large" if large else "", f"input--{width}" if width else ""]
        widget.attrs.setdefault("class", " ".join(filter(None, classes)))
