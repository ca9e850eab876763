"""Which tickets a form means: those it names, or all that a list holds."""

from django.utils.translation import gettext as _

from helpdesk.lib.errors import OperationRefused
from helpdesk.lib.numbers import whole
from helpdesk.lib.patience import counted
from tickets.bulk.runners import FEW
from tickets.inbox import tickets_in

MOST = 20_000  # tickets of one job


class TooMany(OperationRefused):
    code = "too_many"


class TooManyForYou(OperationRefused):
    code = "too_many_for_you"


def named(data, member):
    """The tickets whose numbers ``data`` (a QueryDict) has under "ticket", of those that ``member`` sees."""
    numbers = {number for one in data.getlist("ticket") if (number := whole(one)) is not None}
    return member.workspace.tickets.visible_to(member).filter(number__in=list(numbers)).order_by("number")


def chosen(data, member):
    """``[(id, number)]`` of the tickets that ``data`` means: the named ones, or with "all" those of "view" and "q".

    Raises Http404 for a list that the member does not have, TooMany.
    """
    if data.get("all") != "1":
        return list(named(data, member).values_list("pk", "number"))
    tickets = tickets_in(data.get("view", ""), data.get("q", ""), member)
    found = list(tickets.order_by("pk").values_list("pk", "number")[: MOST + 1])
    if len(found) > MOST:
        raise TooMany(_("More than %(most)s tickets match. Narrow the list first.") % {"most": f"{MOST:,}"})
    return found


def need_few(member, count):
    """Raises TooManyForYou where the role of ``member`` may not change so many tickets at once."""
    if count > FEW and not member.can("tickets.bulk_many"):
        raise TooManyForYou(
            _("You can change at most %(most)d tickets at once; these are %(count)s. Nothing was changed.")
            % {"most": FEW, "count": f"{count:,}"}
        )


def how_many(data, member):
    """How many tickets the list of ``data`` holds, up to 1,001; None if that takes too long to count."""
    return counted(tickets_in(data.get("view", ""), data.get("q", ""), member))
