"""What every template knows."""

from django.conf import settings
from django.utils.translation import get_language


def workspace(request):
    """``workspace``, ``member`` (lazy: error pages outside of a transaction must not read it), ``language``, whether this
    installation is a ``demo``, and whether the visitor ``comes_from_inbox``: agents have a session, customers a cookie of
    their own, so that the cookie alone tells it, where no row may be read.
    """
    return {
        "workspace": getattr(request, "workspace", None),
        "member": getattr(request, "member", None),
        "language": get_language(),
        "demo": settings.DEMO,
        "comes_from_inbox": settings.SESSION_COOKIE_NAME in request.COOKIES,
    }
