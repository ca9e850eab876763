from channels_inbox.models.channel import Channel
from channels_inbox.models.delivery import Delivery, SystemMail
from channels_inbox.models.inbound import InboundMessage

__all__ = ["Channel", "Delivery", "InboundMessage", "SystemMail"]
