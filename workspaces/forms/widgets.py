"""How fields of our forms are drawn: components of field.css."""

from django import forms


class Described:
    """Mixin for forms: gives every widget its component class and ties it to its error for screen readers.

    Text fields get ``input``, boxes ``checkbox``. ``size`` in a widget's attrs of 4, 10, 20 or 30 letters narrows it.
    """

    large = False  # 40 px high, as on the sign-in card

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _dress(field.widget, self.large)


def _dress(widget, large):
    if isinstance(widget, (forms.CheckboxInput, forms.CheckboxSelectMultiple)):  # before RadioSelect, its parent
        widget.attrs.setdefault("class", "checkbox")
    elif isinstance(widget, forms.RadioSelect):
        widget.attrs.setdefault("class", "radio")
    else:
        width = widget.attrs.pop("width", None)
        classes = ["input", "input--large" if large else "", f"input--{width}" if width else ""]
        widget.attrs.setdefault("class", " ".join(filter(None, classes)))
