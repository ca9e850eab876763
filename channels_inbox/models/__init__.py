from channels_inbox.models.channel import Channel
from channels_inbox.models.check import ChannelCheck
from channels_inbox.models.delivery import Delivery, SystemMail
from channels_inbox.models.inbound import InboundMessage
from channels_inbox.models.limit import LimitMark
from channels_inbox.models.outage import Outage

__all__ = ["Channel", "ChannelCheck", "Delivery", "InboundMessage", "LimitMark", "Outage", "SystemMail"]
