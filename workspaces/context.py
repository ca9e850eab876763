"""What every template knows."""

from django.utils.translation import get_language


def workspace(request):
    """``workspace``, ``member`` (lazy: error pages outside of a transaction must not read it) and ``language``."""
    return {
        "workspace": getattr(request, "workspace", None),
        "member": getattr(request, "member", None),
        "language": get_language(),
    }
