"""Why something can't be said, changed or announced."""

from django.utils.translation import gettext_lazy as _

from helpdesk.lib.errors import OperationRefused


class NothingSaid(OperationRefused):
    code = "nothing_said"
    message = _("Write something first.")


class TooLong(OperationRefused):
    code = "too_long"
    message = _("A message holds 4,000 characters. Nothing is lost; send it in two.")


class TooManyFiles(OperationRefused):
    code = "too_many_files"
    message = _("At most 20 files fit on one message.")


class TooLate(OperationRefused):
    code = "too_late"
    message = _("A message can be changed for a day. Write another one below it.")


class NobodyChosen(OperationRefused):
    code = "nobody_chosen"
    message = _("Choose at least one colleague.")


class TooManyChosen(OperationRefused):
    code = "too_many_chosen"
    message = _("At most 12 people fit into a conversation. A team’s room has no limit.")
