"""What each role may do, in words."""

from django.views.decorators.http import require_safe

from workspaces import rights, role_words
from workspaces.access import agent_required
from workspaces.models import Member
from workspaces.views.page import settings_page


@require_safe
@agent_required
def roles(request):  # GET /settings/roles/
    """The table of rights, for everybody: who asks a colleague must know whom."""
    context = {"table": role_words.table(), "roles": [Member.Role(role) for role in rights.ROLES]}
    return settings_page(request, "workspaces/roles.html", "roles", context)
