"""Work found by looking, for all workspaces."""

from datetime import timedelta

from django.utils import timezone

from portal.models import PortalSession, SignInLink
from workspaces.doorbell import ring_missed
from workspaces.tenancy import across_tenants

LATE = timedelta(seconds=3)  # a ring that was not answered by then was lost
KEPT = timedelta(days=1)
AT_ONCE = 200


def ring_for_the_forgotten():
    """Ring for wishes to sign in whose ring was lost, oldest first."""
    now = timezone.now()
    with across_tenants("wishes to sign in of every workspace wait for the same worker"):
        missed = list(
            SignInLink.objects.filter(handled_at=None, created_at__lt=now - LATE, expires_at__gt=now)
            .order_by("created_at")
            .values_list("workspace_id", "pk")[:AT_ONCE]
        )
    ring_missed("portal.send_sign_in_link", missed, queue="outbound")


def forget_what_ended():
    """Delete links a day after their end, and sessions at theirs."""
    now = timezone.now()
    with across_tenants("what has ended is deleted in every workspace"):
        SignInLink.objects.filter(expires_at__lt=now - KEPT).delete()
        PortalSession.objects.filter(expires_at__lt=now).delete()
