"""Short news for the page, sent along with an htmx answer."""

import json

from django.utils.translation import gettext as _
from django_htmx.http import trigger_client_event


def toast(response, text, *, undo_url="", action=("", ""), kind="done"):
    """Have toasts.js show ``text`` (kind "done" or "error"), with Undo if there is an address for it.

    ``action`` is a link: its address and its words.
    """
    detail = {"text": str(text), "kind": kind}
    if undo_url:
        detail["undo_url"] = undo_url
    if action[0]:
        detail["action_url"], detail["action_text"] = action
    return trigger(response, toast=detail)


def trigger(response, **events):
    """Have htmx dispatch ``events``, names and their details, when ``response`` comes; what it has already stays."""
    known = json.loads(response.headers.get("HX-Trigger", "{}"))
    response["HX-Trigger"] = json.dumps({**known, **events})
    return response


def refusal(response, refused, *, after="receive"):
    """Have the page say why an OperationRefused was raised: where it can be mended (missing.js), else in a toast.

    ``after`` "settle": once what ``response`` brings stands in the page.
    """
    if not refused.at:
        return toast(response, refused.message, kind="error")
    detail = {"text": str(refused.message), "words": _("Fill this in before solving"), "at": list(refused.at)}
    return trigger_client_event(response, "tugi:missing", detail, after=after)
