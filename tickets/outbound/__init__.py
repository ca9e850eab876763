"""From a Message to the Outbound that a channel sends."""

from tickets.outbound.rendering import render

__all__ = ["render"]
