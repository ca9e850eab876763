"""English as Europe writes it: 18 November 2026."""

DATE_FORMAT = "j F Y"
