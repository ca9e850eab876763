"""What every template knows."""

from django.conf import settings
from django.utils.translation import get_language


def workspace(request):
    """``workspace``, ``member`` (lazy: error pages outside of a transaction must not read it) , ``language``, and
    whether this installation is a ``demo``.
    """
    return {
        "workspace": getattr(request, "workspace", None),
        "member": getattr(request, "member", None),
        "language": get_language(),
        "demo": settings.DEMO,
    }
