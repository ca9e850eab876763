"""The words of messages, so that they are found."""

from django.db import models

from talk.models.message import RoomMessage
from talk.models.room import Room
from workspaces.fields import TenantForeignKey, WorkspaceForeignKey


class RoomWord(models.Model):
    """A word of a message, folded as ``tickets.search.folding`` has it. Written by a trigger, whatever code writes the message.

    Compared as bytes, by an index that row-level security leaves in use; full-text search would lose its own.
    """

    workspace = WorkspaceForeignKey(related_name="+")
    room = TenantForeignKey(Room, models.CASCADE, related_name="+")
    message = TenantForeignKey(RoomMessage, models.CASCADE, related_name="+")
    word = models.CharField(max_length=40, db_collation="C")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "room", "word", "message"], name="room_word_once"),
        ]
        indexes = [models.Index(fields=["workspace", "message"], name="room_word_by_message")]

    def __str__(self):
        return self.word
