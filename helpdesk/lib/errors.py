"""What an operation says when it will not do what was asked."""

from django.utils.translation import gettext_lazy as _


class OperationRefused(Exception):
    """A change that the rules forbid. ``message`` is for people, ``code`` for programs; shown as 409.

    ``at``: ids of what on the page has to be filled in first, as far as it shows them.
    """

    code = "refused"
    message = _("This can't be done now.")
    at = ()

    def __init__(self, message=None, *, at=()):
        if message is not None:
            self.message = message
        if at:
            self.at = tuple(at)
        super().__init__(str(self.message))
