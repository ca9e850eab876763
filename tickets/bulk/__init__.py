"""One change to many tickets, with a result for each, and an undo."""
