"""Old news is no news."""

from datetime import timedelta

from django.utils import timezone

from notifications.models import Notification
from workspaces.tenancy import across_tenants

KEPT = timedelta(days=90)
AT_ONCE = 20_000


def forget():
    """Delete what is older than 90 days, a part at a time."""
    with across_tenants("old news of all workspaces goes by the same clock"):
        old = Notification.objects.filter(at__lt=timezone.now() - KEPT).order_by("at").values_list("pk", flat=True)
        Notification.objects.filter(pk__in=list(old[:AT_ONCE])).delete()
