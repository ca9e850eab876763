"""Where a request comes from, for limits."""

import ipaddress

from django.conf import settings


def client_address(request):
    """The address of the client as text. Behind proxies it is the entry that the outermost of ours wrote; what a client
    put into the header itself stands further left and is not believed. Unknown is "0.0.0.0": strangers share a limit.
    """
    claimed = [entry.strip() for entry in request.headers.get("X-Forwarded-For", "").split(",")]
    hops = settings.TRUSTED_PROXIES
    found = claimed[-hops] if 0 < hops <= len(claimed) else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ipaddress.ip_address(found))
    except ValueError:
        return "0.0.0.0"
