"""What stands under an answer."""

from tickets.placeholders import fill

# Known of who writes, and of nobody else: a signature stands under what third parties get, too.
PLACES = ("agent.name", "agent.first_name", "team.name", "workspace.name")


def signature_of(message):
    """The signature under a message, "" below a system message and where its writer left it out."""
    if message.kind == message.Kind.SYSTEM or message.without_signature:
        return ""
    channel = message.channel.signature if message.channel else ""
    return signature(
        message.author_member,
        message.ticket.team.name,
        message.ticket.workspace,
        message.ticket.team.signature,
        channel,
    )


def signature(member, team_name, workspace, *texts):
    """The member's own, else the first of ``texts`` (the team's, the channel's) that says something, its places filled.

    ``member`` is None for a rule.
    """
    own = member.signature if member else ""
    text = next((one.strip() for one in (own, *texts) if one.strip()), "")
    return fill(
        text,
        {
            "agent.name": (member.public_name or member.name) if member else workspace.public_name,
            "agent.first_name": member.first_name if member else workspace.public_name,
            "team.name": team_name,
            "workspace.name": workspace.public_name,
        },
    )
