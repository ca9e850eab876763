"""What an operation says when it will not do what was asked."""

from django.utils.translation import gettext_lazy as _


class OperationRefused(Exception):
    """A change that the rules forbid. ``message`` is for people, ``code`` for programs; shown as 409."""

    code = "refused"
    message = _("This can't be done now.")

    def __init__(self, message=None):
        if message is not None:
            self.message = message
        super().__init__(str(self.message))
