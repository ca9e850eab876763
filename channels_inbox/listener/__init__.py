"""Our own way in for mail: an SMTP server, and the watch over IMAP mailboxes."""
