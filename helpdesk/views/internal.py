"""What our own proxy asks."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from workspaces.hosts import is_known


@require_GET
def known_host(request):
    """200 if ``?domain=`` is one of ours, else 404: Caddy's on-demand TLS asks before it gets a certificate."""
    return HttpResponse(status=200 if is_known(request.GET.get("domain", "")) else 404)
