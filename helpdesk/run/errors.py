"""The one error that ends a command with a line for people instead of a traceback."""


class CannotRun(Exception):
    """Something outside of the program is in the way. The text is one line: what is wrong, and what to do."""
