"""Mails that belong to no ticket: they go into the outbound queue through Django's EMAIL_BACKEND."""

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import override


def send(workspace, to, template, context, *, language=""):
    """Queue a mail to the address ``to``, in ``language`` or the workspace's.

    ``template`` is a folder with ``subject.txt`` and ``text.txt``. Links in it are built from ``workspace.base_url``
    (``absolute``), never from a request. Leaves when the transaction around is committed.
    """
    with override(language or workspace.language):
        context = {"workspace": workspace, **context}
        subject = " ".join(render_to_string(f"{template}/subject.txt", context).split())
        text = render_to_string(f"{template}/text.txt", context).strip() + "\n"
        EmailMessage(subject, text, to=[to]).send()


def absolute(workspace, path):
    """``path`` as a link that works in a mail."""
    return f"{workspace.base_url}{path}"
