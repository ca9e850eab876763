"""Where members write to one another."""

from django.db import models
from django.urls import reverse

from helpdesk.lib.ids import opaque_id
from talk import reach
from workspaces.fields import TenantForeignKey, TenantOneToOneField, WorkspaceForeignKey, cascade
from workspaces.models import Member, Team


class RoomQuerySet(models.QuerySet):
    def visible_to(self, member):
        """The rooms that ``member`` may read: of their teams, of their direct conversations (``talk.reach``)."""
        return reach.narrow(self, member)


class Room(models.Model):
    """A team's room, or a conversation between ``members``: never both.

    Every team has a room from its first minute; the row comes with the first message and goes with the team.
    """

    workspace = WorkspaceForeignKey(related_name="rooms")
    public_id = models.CharField(max_length=26, default=opaque_id, editable=False)
    team = TenantOneToOneField(Team, cascade, null=True, blank=True, related_name="room")
    parties = models.CharField(max_length=255, null=True, blank=True)  # ids of the members of a conversation, in order
    last_message_id = models.BigIntegerField(default=0)
    last_message_at = models.DateTimeField(null=True, blank=True)

    objects = RoomQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["public_id"], name="room_public_id"),
            models.UniqueConstraint(fields=["workspace", "parties"], name="room_once_for_parties"),
            models.CheckConstraint(
                condition=models.Q(team__isnull=False, parties__isnull=True)
                | models.Q(team__isnull=True, parties__isnull=False),
                name="room_of_team_or_direct",
            ),
        ]

    def __str__(self):
        return self.slug

    def get_absolute_url(self):
        return reverse("talk:room", args=[self.slug])

    @property
    def is_direct(self):
        return self.team_id is None

    @property
    def slug(self):
        """What addresses call it: a team's room is known by its team, so that its address is there before its row."""
        return self.public_id if self.is_direct else f"team-{self.team_id}"


class RoomMember(models.Model):
    """A member of a direct conversation. Who is in a team's room follows from the team."""

    workspace = WorkspaceForeignKey(related_name="+")
    room = TenantForeignKey(Room, models.CASCADE, related_name="members")
    member = TenantForeignKey(Member, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "room", "member"], name="room_member_once")]
        indexes = [models.Index(fields=["workspace", "member", "room"], name="room_member_by_member")]

    def __str__(self):
        return f"{self.member_id} in {self.room_id}"


class RoomSeen(models.Model):
    """Up to which message a member has read a room."""

    workspace = WorkspaceForeignKey(related_name="+")
    room = TenantForeignKey(Room, models.CASCADE, related_name="+")
    member = TenantForeignKey(Member, models.CASCADE, related_name="+")
    upto = models.BigIntegerField(default=0)  # id of the RoomMessage

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "room", "member"], name="room_seen_once")]

    def __str__(self):
        return f"{self.member_id} has seen {self.room_id} up to {self.upto}"
