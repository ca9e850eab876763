"""Short news for the page, sent along with an htmx answer."""

import json


def toast(response, text, *, undo_url="", kind="done"):
    """Have toasts.js show ``text`` (kind "done" or "error"), with Undo if there is an address for it."""
    detail = {"text": str(text), "kind": kind}
    if undo_url:
        detail["undo_url"] = undo_url
    response["HX-Trigger"] = json.dumps({"toast": detail})
    return response
