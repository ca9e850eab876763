"""Mailed links that open one door, once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workspaces.fields import WorkspaceForeignKey
from workspaces.models.people import User


class OneTimeLink(models.Model):
    """A link that signs a user in, or lets them set a password. Only the hash of its token is kept.

    ``stamp`` is of the user's password and rights when it was made: changing either kills the link.
    """

    class Purpose(models.TextChoices):
        SIGN_IN = "sign_in", _("Sign in")
        PASSWORD = "password", _("Set a password")

    workspace = WorkspaceForeignKey(related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    purpose = models.CharField(max_length=8, choices=Purpose)
    token_hash = models.CharField(max_length=64, unique=True)
    stamp = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    spent_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "user", "purpose"], name="one_time_link_by_user")]

    def __str__(self):
        return f"{self.purpose} of {self.user_id}"
