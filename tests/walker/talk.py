"""What members say, as twins."""

from talk.models import Announcement, AnnouncementRead, RoomSeen
from talk.operations import sharing, talking
from tickets.content import NewFile


def fill(workspace, word, team, private, members, now):
    """A message of the agent in the team's room and one in a private team's; a conversation of two; an announcement."""
    agent, owner, insider = members["agent"], members["owner"], members["insider"]
    rooms = talking.room_of(team), talking.room_of(private)
    (file,), (hidden_file,) = (
        sharing.keep(room, [NewFile(f"{word}.txt", f"{word} file".encode(), "text/plain")], by=by)
        for room, by in zip(rooms, (agent, insider), strict=True)
    )
    seen = talking.write(rooms[0], by=agent, text=f"{word} talk, @{owner.name}", uploads=[file.public_id])
    hidden = talking.write(rooms[1], by=insider, text=f"{word} talk among few", uploads=[hidden_file.public_id])
    direct = talking.open_direct([owner], by=agent)
    talking.write(direct, by=agent, text=f"{word} talk of two")
    RoomSeen.objects.get_or_create(workspace=workspace, room=direct, member=owner)
    announcement = Announcement.objects.create(
        workspace=workspace, title=f"{word} news", text=f"{word} words", starts_on=now.date(), author=owner
    )
    AnnouncementRead.objects.create(workspace=workspace, announcement=announcement, member=agent, read_at=now)
    return {
        "talk_team": f"team-{team.pk}",
        "talk_team_hidden": f"team-{private.pk}",
        "talk_message": seen.public_id,
        "talk_message_hidden": hidden.public_id,
        "talk_file": file.public_id,
        "talk_file_hidden": hidden_file.public_id,
        "announcement": announcement.public_id,
    }
