"""What the demo's people said to one another today, and what Ingrid announced. Told to nobody: it is history."""

from datetime import timedelta

from helpdesk.demo.files import bytes_of
from helpdesk.demo.shapes import FileText
from talk.models import Announcement, AnnouncementRead, RoomMessage, RoomSeen
from talk.operations import sharing, talking
from talk.reach import audience
from tickets.content import NewFile

# (minutes ago, who, what)
WORKSHOP = (
    (226, "ingrid", "Morning from Bergen. Wet snow again, so expect calls about brakes."),
    (224, "marius", "Two are waiting at the door already. I have the stand until ten."),
    (217, "priit", "The PB-5 packs left Tartu last night: 14 pieces, tracking is in the order."),
    (217, "priit", "They should be with you before noon."),
    (204, "helena", "Thank you. How many of them are promised?"),
    (202, "marius", "Nine. Fjellheim alone takes two, #4218. Sigrid has written three times, be kind to her."),
    (193, "kadri", "@Marius Haugen offer her the loan bikes until the packs are in, please. We have two Saar 3 free."),
    (191, "marius", "Will do."),
    (157, "helena", "Somebody asks whether the Kiik child seat fits the old rack. Does it?"),
    (
        154,
        "ingrid",
        "Only with the adapter, https://pohjatuul.example/parts/kiik-adapter. It costs nothing if they ask.",
    ),
    (107, "priit", "DHL says the packs are in Bergen. Somebody home?"),
    (103, "marius", "Got them. 14 of 14, serials 2404 to 2417."),
    (51, "marius", "First swap done, 47 minutes with the firmware. #4029 is next."),
    (22, "kadri", "Very good. Write the serials into the orders, the recall office asks for them on Friday."),
    (6, "helena", "@Kadri Tamm the list for Friday is in the drive. Three serials are still missing."),
)
FILES = {  # what goes along with words of the room
    "Got them. 14 of 14, serials 2404 to 2417.": (
        FileText("shelf.jpg", "image/jpeg", 940_000),
        FileText("delivery-note.pdf", "application/pdf", 71_000),
    ),
}
DIRECT = (
    (1530, "kadri", "Can you come to Tartu in the second week of December? Two new people start in the workshop."),
    (1502, "marius", "Yes, from the 8th. I would bring the PB-5 test bench along."),
    (1498, "kadri", "Do. I book the room at the river for you."),
    (127, "kadri", "Flights are in your mail. Fjellheim wants a visit before you leave, see #4218."),
    (119, "marius", "Thank you! I call Sigrid tomorrow morning."),
)
HOURS = (
    "Bergen is closed from 24 December to 26 December, and on 1 January (julaften, juledagene, nyttårsdag).\n\n"
    "Between them, from 27 to 31 December, the workshop is open from 10 to 15. Promises of Norwegian customers count "
    "by these hours. Tartu works as usual; take over what is urgent."
)


def write(cast, *, now):
    """A team's room, a conversation of two, and the opening hours at Christmas, which some have read."""
    kadri, marius = cast.members["kadri"], cast.members["marius"]
    for room, said in (
        (talking.room_of(cast.teams["Workshop"]), WORKSHOP),
        (talking.open_direct([marius], by=kadri), DIRECT),
    ):
        _say(room, said, cast, now)
    announcement = Announcement.objects.create(
        workspace=cast.workspace,
        title="Opening hours in Norway at Christmas",
        text=HOURS,
        starts_on=now.date(),
        ends_on=now.date() + timedelta(days=42),
        author=cast.members["ingrid"],
    )
    AnnouncementRead.objects.bulk_create(
        AnnouncementRead(
            workspace=cast.workspace,
            announcement=announcement,
            member=cast.members[key],
            read_at=now - timedelta(hours=ago),
        )
        for key, ago in (("ingrid", 6), ("helena", 4), ("kadri", 3), ("priit", 2))
    )


def _say(room, said, cast, now):
    """Everybody has read up to what they said last; the newest word is unread."""
    readers = list(audience(room))
    rows = [
        RoomMessage(
            workspace=cast.workspace,
            room=room,
            author=cast.members[key],
            text=text,
            created_at=now - timedelta(minutes=minutes),
        )
        for minutes, key, text in said
    ]
    RoomMessage.objects.bulk_create(rows)
    for row in rows:
        talking.note_mentions(row, readers)
        files = [NewFile(one.name, bytes_of(one), one.content_type) for one in FILES.get(row.text, ())]
        sharing.tie(row, files, ())
    room.last_message_id, room.last_message_at = rows[-1].pk, rows[-1].created_at
    room.save(update_fields=["last_message_id", "last_message_at"])
    RoomSeen.objects.bulk_create(
        RoomSeen(workspace=cast.workspace, room=room, member=member, upto=_seen_upto(rows, member))
        for member in readers
    )


def _seen_upto(rows, member):
    """All but the last word of somebody else."""
    return rows[-1 if rows[-1].author_id == member.pk else -2].pk
