"""Short news for the page, sent along with an htmx answer."""

import json


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
