"""E-mail: in by IMAP or our own SMTP listener, out by the channel's SMTP server or the installation's."""

from channels_inbox.adapters.base import Adapter

SYSTEM_DESTINATION = "system"


class EmailAdapter(Adapter):
    """RFC 5321 out, RFC 9051 in. What our own listener takes comes by no adapter: it stores bytes itself."""

    @property
    def polls(self):
        return self.channel.settings.get("incoming") == "imap"

    @property
    def destination(self):
        if self.channel and self.channel.settings.get("outgoing") == "smtp":
            return f"channel:{self.channel.pk}"
        return SYSTEM_DESTINATION

    def poll(self):
        from channels_inbox.adapters.email import imap

        return imap.poll(self.channel)

    def send(self, outbound):
        from channels_inbox.adapters.email import build, smtp

        return smtp.send(smtp.server_for(self.channel), build.message(outbound), outbound)


class MailOnlyAdapter(EmailAdapter):
    """Sends by mail, receives nothing: web forms, requests logged by hand, the installation's own mail."""

    receives = False
    polls = False
