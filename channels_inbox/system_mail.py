"""Mail that belongs to no ticket (invitation, reset, one-time link): rows of the outbound queue, too."""

from email.utils import parseaddr

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from channels_inbox import outbox
from channels_inbox.adapters.base import Outbound
from channels_inbox.models import Channel, SystemMail
from helpdesk.lib.ids import opaque_id
from workspaces import tenancy
from workspaces.models import Workspace
from workspaces.tenancy import tenant


class NoWorkspace(RuntimeError):
    """A mail was sent through Django outside of ``tenant()``: nobody would know whose it is."""


class EmailBackend(BaseEmailBackend):
    """Django's way to send mail (allauth's, too), as rows of the workspace that the code runs in."""

    def send_messages(self, email_messages):
        """Queue each; returns how many. Raises NoWorkspace outside of ``tenant()``."""
        workspace_id = tenancy.current()
        if workspace_id in (None, tenancy.EVERYWHERE):
            raise NoWorkspace("Mail is sent inside of tenant(workspace).")
        for message in email_messages:
            if message.attachments:
                raise ValueError("System mail carries no attachments.")
            html = next((body for body, kind in getattr(message, "alternatives", []) if kind == "text/html"), "")
            send_system_mail(
                workspace_id,
                message.recipients(),
                message.subject,
                message.body,
                html=html,
                headers=message.extra_headers,
                sender="" if message.from_email == settings.DEFAULT_FROM_EMAIL else message.from_email,
            )
        return len(email_messages)


def send_system_mail(workspace, to, subject, text, *, html="", headers=None, sender="", channel=None):
    """Queue a mail to each address in ``to`` (or one, as str); it leaves after commit. Returns the SystemMail rows.

    One row, and one mail, for each address: nobody learns who else got it. ``sender`` is "Name <address>"; without one
    it comes in the workspace's name from SYSTEM_MAIL_FROM, or from ``channel``. Marked as automatic (RFC 3834).
    """
    from channels_inbox import tasks

    workspace_id = getattr(workspace, "pk", workspace)
    addresses = [to] if isinstance(to, str) else list(to)
    now = timezone.now()
    with tenant(workspace_id), transaction.atomic():
        channel = channel or _way_out(workspace_id)
        rows = [
            SystemMail.objects.create(
                workspace_id=workspace_id,
                channel=channel,
                message_id=f"{opaque_id()}@{_domain(sender, channel)}",
                sender=sender,
                to=[address],
                subject=" ".join(str(subject).split())[:998],
                text=text,
                html=html,
                headers={"Auto-Submitted": "auto-generated", **(headers or {})},
                delivery=SystemMail.State.QUEUED,
                queued_at=now,
                next_attempt_at=now,
            )
            for address in addresses
        ]
        for row in rows:
            tasks.send_system_mail.ring_on_commit(workspace_id, row.pk)
    return rows


def deliver(workspace_id, mail_id):
    """Try once to send a queued mail; what it said is dropped once it is sent."""
    return outbox.deliver(SystemMail, mail_id, workspace_id=workspace_id, build=_build, on_end=_ended)


def _build(mail):
    name, address = _sender(mail)
    headers = dict(mail.headers)
    reply_to = headers.pop("Reply-To", "")
    return Outbound(
        from_name=name,
        from_address=address,
        to=tuple(("", recipient) for recipient in mail.to),
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        message_id=mail.message_id,
        idempotency_key=mail.message_id,
        reply_to=reply_to,
        headers=headers,
    )


def _ended(mail, result):
    if result.state == SystemMail.State.SENT:
        SystemMail.objects.filter(workspace_id=mail.workspace_id, pk=mail.pk).update(text="", html="")


def _way_out(workspace_id):
    """None for the installation's server; where it has none, the first channel with an SMTP server of its own."""
    if settings.SMTP_URL:
        return None
    channels = Channel.objects.active().filter(workspace_id=workspace_id, kind=Channel.Kind.EMAIL)
    return next((channel for channel in channels if channel.settings.get("outgoing") == "smtp"), None)


def _sender(mail):
    if mail.sender:
        return parseaddr(mail.sender)
    if mail.channel:
        return mail.channel.name, mail.channel.address
    return Workspace.objects.get(pk=mail.workspace_id).public_name, _system_address()


def _domain(sender, channel):
    address = parseaddr(sender)[1] if sender else channel.address if channel else _system_address()
    return address.rpartition("@")[2] or "localhost"


def _system_address():
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
