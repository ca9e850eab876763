"""News of this app for those above it. Sent inside the transaction that wrote the row."""

from django.dispatch import Signal

# message: a RoomMessage; members: those who are told of it, because it is for them alone; mentioned: those whom it names.
message_written = Signal()
