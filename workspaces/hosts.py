"""Which workspace answers at a host."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from helpdesk.lib.written import Rows, fetch
from workspaces.models import Workspace, WorkspaceDomain
from workspaces.tenancy import across_tenants

WORKSPACE = Rows(Workspace, "workspace")
OF_ALL = f'SELECT {WORKSPACE.columns} FROM "workspaces_workspace" workspace'  # each request asks
BY_SLUG = f"{OF_ALL} WHERE slug = %s"
BY_DOMAIN = f"""{OF_ALL} JOIN "workspaces_workspacedomain" own ON own.workspace_id = workspace.id
    WHERE own.domain = %s AND own.verified_at IS NOT NULL"""
TWO = f"{OF_ALL} ORDER BY workspace.id LIMIT 2"


def workspace_for(host):
    """The Workspace that answers at ``host`` (with or without a port), or None.

    ``<slug>.<BASE_DOMAIN>``, a verified own domain, or any host while the installation has just one workspace.
    """
    name = _without_port(host)
    suffix = f".{settings.BASE_DOMAIN}"
    if name.endswith(suffix):
        for (found,) in fetch(BY_SLUG, [name.removesuffix(suffix)], WORKSPACE):
            return found
    with across_tenants("a host is looked up before its workspace is known"):
        for (found,) in fetch(BY_DOMAIN, [name], WORKSPACE):
            return found
    every = fetch(TWO, [], WORKSPACE)
    return every[0][0] if len(every) == 1 else None


def answer_at_installation(workspace):
    """Make the host of BASE_URL the address of ``workspace``, in its links too, unless another workspace has it.

    May be repeated. For an installation on one's own machine: what is printed is then what is mailed, a session holds
    for both, and no name is needed that the machine may not resolve (``acme.localhost``; RFC 6761, 6.3 leaves it open).
    """
    name = urlsplit(settings.BASE_URL).hostname
    with across_tenants("no other workspace may have the name already"):
        row, _ = WorkspaceDomain.objects.get_or_create(
            domain=name, defaults={"workspace": workspace, "verified_at": timezone.now()}
        )
        if row.workspace_id != workspace.pk or workspace.primary_domain:
            return
        workspace.primary_domain = name
        workspace.save(update_fields=["primary_domain"])


def is_known(host):
    """Would we answer at ``host`` in our own name? What the proxy asks before it gets a certificate."""
    name = _without_port(host)
    if name == settings.BASE_DOMAIN or name == urlsplit(settings.BASE_URL).hostname:
        return True
    if name.endswith(f".{settings.BASE_DOMAIN}"):
        return Workspace.objects.filter(slug=name.removesuffix(f".{settings.BASE_DOMAIN}")).exists()
    with across_tenants("the proxy asks about a host whose workspace is not known yet"):
        return WorkspaceDomain.objects.filter(domain=name).exclude(verified_at=None).exists()


def _without_port(host):
    host = host.strip().lower().rstrip(".")
    return host if host.endswith("]") else host.rsplit(":", 1)[0] if host.count(":") == 1 else host
