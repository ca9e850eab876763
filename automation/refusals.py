"""Why a canned response or a macro can't do what was asked."""

from django.utils.translation import gettext_lazy as _

from helpdesk.lib.errors import OperationRefused


class TooManyFiles(OperationRefused):
    code = "too_many_files"
    message = _("At most 20 files fit on one message. Nothing was inserted.")


class FileGone(OperationRefused):
    code = "file_gone"
    message = _("A file of this canned response is missing. Nothing was inserted.")


class MacroOver(OperationRefused):
    code = "macro_over"
    message = _("This can't be taken back any more.")


class StepRefused(OperationRefused):
    """A step of a macro can't be done; ``message`` says which and why. Nothing of the macro was done."""

    code = "step_refused"
