"""What members write to one another, and what admins tell all of them. Tickets are elsewhere: nothing here is one's."""

from talk.models.announcement import Announcement, AnnouncementRead
from talk.models.file import RoomFile
from talk.models.message import RoomMention, RoomMessage
from talk.models.room import Room, RoomMember, RoomSeen
from talk.models.word import RoomWord

__all__ = [
    "Announcement",
    "AnnouncementRead",
    "Room",
    "RoomFile",
    "RoomMember",
    "RoomMention",
    "RoomMessage",
    "RoomSeen",
    "RoomWord",
]
