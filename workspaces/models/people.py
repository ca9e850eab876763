"""Who signs in: a user is one across the installation, a member is a user in a workspace."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.ids import opaque_id
from workspaces import rights
from workspaces.fields import TenantForeignKey, TenantOneToOneField, WorkspaceForeignKey
from workspaces.models.workspace import valid_time_zone

SESSION_SALT = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        """A user who signs in by ``email`` (kept in lower case). Without a password, only a reset lets them in."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email):
        return self.get(email=email.strip().lower())


class User(AbstractBaseUser):
    """A person who signs in by e-mail. A contact is never one."""

    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=100)
    language = models.CharField(_("language"), max_length=8, blank=True)
    time_zone = models.CharField(  # "": the workspace's
        _("time zone"), max_length=64, blank=True, db_default="", default="", validators=[valid_time_zone]
    )
    theme = models.CharField(
        max_length=5, blank=True, choices=[("", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))]
    )
    is_active = models.BooleanField(default=True)
    session_epoch = models.PositiveIntegerField(default=0, db_default=0)  # a higher number ends sessions begun before
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self):
        return self.name or self.email

    def clean(self):
        super().clean()
        self.email = self.email.strip().lower()

    def _get_session_auth_hash(self, secret=None):
        # Django's own changes with the password alone. What it is at 0 is that, so that nobody is signed out by an upgrade.
        value = f"{self.password}{self.session_epoch or ''}"
        return salted_hmac(SESSION_SALT, value, secret=secret, algorithm="sha256").hexdigest()


class MemberQuerySet(models.QuerySet):
    def active(self):
        return self.filter(deactivated_at=None, user__is_active=True)


class Member(models.Model):
    """A user in a workspace, with one role. What the role may do stands in ``permissions.yaml``."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        ADMIN = "admin", _("Admin")
        SUPERVISOR = "supervisor", _("Supervisor")
        AGENT = "agent", _("Agent")
        LIGHT_AGENT = "light_agent", _("Light agent")

    class AfterAction(models.TextChoices):
        """Where a member goes on once a ticket is answered, solved or put to sleep."""

        STAY = "stay", _("Stay on the ticket")
        NEXT = "next", _("Go to the next ticket of the list")
        LIST = "list", _("Go back to the list")

    class Availability(models.TextChoices):
        """What colleagues are told. Without a choice it follows from open pages (``tickets.availability``)."""

        AUTOMATIC = "", _("Automatic")
        ONLINE = "online", _("Online")
        AWAY = "away", _("Away")
        OFFLINE = "offline", _("Offline")

    workspace = WorkspaceForeignKey(related_name="members")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.AGENT)
    public_id = models.CharField(max_length=26, default=opaque_id, editable=False)
    public_name = models.CharField(_("name that customers see"), max_length=60, blank=True)
    signature = models.TextField(_("signature"), blank=True, max_length=2000)
    undo_seconds = models.PositiveSmallIntegerField(_("seconds to undo a sent reply"), default=10)
    after_action = models.CharField(
        _("after sending or solving"), max_length=4, choices=AfterAction, default=AfterAction.STAY, db_default="stay"
    )
    availability = models.CharField(max_length=7, choices=Availability, blank=True, default="", db_default="")
    shortcuts = models.BooleanField(_("single-letter shortcuts"), default=True)
    keys = models.JSONField(default=dict, blank=True)  # {key of tickets.keys: the one chosen instead, "" for none}
    list_layout = models.CharField(max_length=7, default="split")  # of tickets.models.Layout
    list_columns = models.JSONField(default=list, blank=True)  # of tables; empty: the usual ones
    list_width = models.PositiveSmallIntegerField(default=336)  # px, dragged
    auth_epoch = models.PositiveIntegerField(default=1)  # a higher number ends sockets and tokens given out before
    deactivated_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["user__name"]
        constraints = [
            models.UniqueConstraint(fields=["public_id"], name="member_public_id"),
            models.UniqueConstraint(fields=["workspace", "user"], name="member_once_per_workspace"),
            models.CheckConstraint(
                condition=models.Q(role__in=["owner", "admin", "supervisor", "agent", "light_agent"]),
                name="member_role_known",
            ),
        ]

    def __str__(self):
        return self.user.name

    @property
    def name(self):
        return self.user.name

    @property
    def first_name(self):
        """What a customer is told: "Kadri is working on it"."""
        return (self.public_name or self.user.name).split(" ")[0]

    @property
    def is_active(self):
        return self.deactivated_at is None and self.user.is_active

    def can(self, action):
        """May this member do ``action`` (a key of ``permissions.yaml``) at all, on some rows at least?"""
        return self.is_active and rights.scope(self.role, action) != rights.NONE

    def scope(self, action):
        """On which rows: ``all``, ``team``, ``own`` or ``none``."""
        return rights.scope(self.role, action) if self.is_active else rights.NONE

    @cached_property
    def team_ids(self):
        """Ids of the teams that the member is in, as a frozenset."""
        return frozenset(self.memberships.filter(workspace_id=self.workspace_id).values_list("team_id", flat=True))


class MemberPhoto(models.Model):
    """A member's photo as ``workspaces.photos`` drew it: a small square JPEG. ``public_id`` is new with each."""

    workspace = WorkspaceForeignKey(related_name="+")
    member = TenantOneToOneField(Member, models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=26, default=opaque_id, unique=True, editable=False)
    data = models.BinaryField()

    def __str__(self):
        return self.public_id


class Invitation(models.Model):
    """A mailed link that makes its reader a member: good for seven days, once. Only the token's hash is kept."""

    workspace = WorkspaceForeignKey(related_name="invitations")
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=12, choices=Member.Role, default=Member.Role.AGENT)
    invited_by = TenantForeignKey(Member, models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "email"], condition=models.Q(accepted_at=None), name="invitation_open_once"
            )
        ]

    def __str__(self):
        return self.email


class InvitationTeam(models.Model):
    """A team that the invited person joins on accepting."""

    workspace = WorkspaceForeignKey(related_name="+")
    invitation = TenantForeignKey(Invitation, models.CASCADE, related_name="teams")
    team = TenantForeignKey("workspaces.Team", models.CASCADE, related_name="+")

    def __str__(self):
        return f"{self.invitation_id} to {self.team_id}"
