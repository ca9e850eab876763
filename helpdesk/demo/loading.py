"""Write the rows of many stories at once. Runs no task, rings nobody: what is written is history."""

from datetime import timedelta
from itertools import chain

from django.core.files.base import ContentFile
from django.db.models import OuterRef, Subquery

from helpdesk.demo.files import bytes_of
from tickets.models import (
    Attachment,
    Draft,
    Mention,
    Message,
    MessageRecipient,
    Ticket,
    TicketCC,
    TicketEvent,
    TicketFollower,
    TicketNumber,
    TicketSeen,
    TicketTag,
)

BATCH = 500
STILL_UNREAD = timedelta(hours=2)  # what came in since then is unread for whoever may have to answer it


def write(stories, cast):
    """Write ``stories`` (Ledgers, by number) in the open transaction of their workspace."""
    workspace = cast.workspace
    Ticket.objects.bulk_create([story.ticket for story in stories], batch_size=BATCH)
    _create(Message, chain.from_iterable(story.messages for story in stories))
    _create(
        MessageRecipient,
        (
            MessageRecipient(workspace=workspace, message=message, kind=kind, name=name[:200], address=address[:254])
            for story in stories
            for message, kind, name, address in story.recipients
        ),
    )
    _create(TicketEvent, (_with_ids(event) for story in stories for event in story.events))
    _create(
        TicketTag,
        (
            TicketTag(workspace=workspace, ticket=story.ticket, tag=cast.tags[name])
            for story in stories
            for name in sorted(story.tags)
        ),
    )
    _write_ccs(stories)
    _write_files(stories, workspace)
    TicketNumber.objects.filter(workspace=workspace).update(last=max(story.ticket.number for story in stories))


def write_what_was_seen(stories, cast, *, now):
    """Drafts, followers, who is named in notes, and which version of each ticket each member has seen."""
    _create(Draft, chain.from_iterable(story.drafts for story in stories))
    _create(TicketFollower, chain.from_iterable(story.followers for story in stories))
    _create(
        Mention,
        (
            Mention(
                workspace=cast.workspace,
                ticket=story.ticket,
                message=message,
                member=member,
                read_at=None if _is_unread(story, member, now) else message.created_at,
            )
            for story in stories
            for message, member in story.mentions
            if member.pk != message.author_member_id
        ),
    )
    _create(
        TicketSeen,
        (
            TicketSeen(workspace=cast.workspace, member=member, ticket=story.ticket, version=story.ticket.version)
            for story in stories
            for member in cast.members.values()
            if not _is_unread(story, member, now)
        ),
    )


def _is_unread(story, member, now):
    if story.planned.featured:
        return story.planned.featured.unread
    waits = story.ticket.waiting_since
    return bool(waits and waits > now - STILL_UNREAD and story.ticket.assignee in (None, member))


def _create(model, rows):
    return model.objects.bulk_create(rows, batch_size=BATCH)


def _with_ids(event):
    """The event with the ids of its messages, which are known only now."""
    event.data = {key: value.pk if isinstance(value, Message) else value for key, value in event.data.items()}
    return event


def _write_ccs(stories):
    made = [cc for story in stories for cc in story.ccs.values()]
    times = {id(cc): cc.accepted_at for cc in made}
    _create(TicketCC, made)
    for cc in made:  # the field stamps itself when a row is made
        cc.created_at = times[id(cc)]
    TicketCC.objects.bulk_update(made, ["created_at"])


def _write_files(stories, workspace):
    made = []
    for message, file in chain.from_iterable(story.files for story in stories):
        one = Attachment(
            workspace=workspace,
            message=message,
            name=file.name,
            content_type=file.content_type,
            size=file.size_bytes,
            content_id=file.inline,
            is_inline=bool(file.inline),
        )
        one.file.save(one.name, ContentFile(bytes_of(file)), save=False)
        made.append(one)
    _create(Attachment, made)
    of_message = Message.objects.filter(workspace=workspace, pk=OuterRef("message"))
    Attachment.objects.filter(workspace=workspace).update(created_at=Subquery(of_message.values("created_at")[:1]))
