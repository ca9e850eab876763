"""Kinds of channel and their adapters. A provider is named here and nowhere else."""

from django.utils.module_loading import import_string

ADAPTERS = {
    "email": "channels_inbox.adapters.email.EmailAdapter",
    "form": "channels_inbox.adapters.email.MailOnlyAdapter",  # what comes by a form is answered by mail
    "manual": "channels_inbox.adapters.email.MailOnlyAdapter",
}
SYSTEM = "channels_inbox.adapters.email.MailOnlyAdapter"


def adapter_for(channel):
    """The adapter of ``channel``; of the installation's own mail server for None."""
    return import_string(ADAPTERS[channel.kind] if channel else SYSTEM)(channel)
