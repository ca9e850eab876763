from tickets.models.attachment import Attachment
from tickets.models.checklist import ChecklistItem, ChecklistTemplate, ChecklistTemplateItem
from tickets.models.custom_fields import TicketFieldValue, TicketForm, TicketFormField
from tickets.models.draft import Draft
from tickets.models.event import EventDelivery, TicketEvent
from tickets.models.later import Later
from tickets.models.link import TicketLink
from tickets.models.mention import Mention
from tickets.models.merge import Merge
from tickets.models.message import Message, MessageRecipient
from tickets.models.people import TicketCC, TicketFollower, TicketSeen
from tickets.models.saved_view import Layout, SavedView, SavedViewCount
from tickets.models.search import TicketSearch
from tickets.models.side_thread import SideThread
from tickets.models.status import Reason, Status, Tag, TicketTag
from tickets.models.tally import TicketTally, TicketTotal
from tickets.models.ticket import Ticket, TicketNumber

__all__ = [
    "Attachment",
    "ChecklistItem",
    "ChecklistTemplate",
    "ChecklistTemplateItem",
    "Draft",
    "EventDelivery",
    "Later",
    "Layout",
    "Merge",
    "Mention",
    "Message",
    "MessageRecipient",
    "Reason",
    "SavedView",
    "SavedViewCount",
    "SideThread",
    "Status",
    "Tag",
    "Ticket",
    "TicketCC",
    "TicketEvent",
    "TicketFieldValue",
    "TicketFollower",
    "TicketLink",
    "TicketForm",
    "TicketFormField",
    "TicketNumber",
    "TicketSearch",
    "TicketSeen",
    "TicketTag",
    "TicketTally",
    "TicketTotal",
]
