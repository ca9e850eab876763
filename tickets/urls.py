"""The agents' pages."""

from django.urls import path

from tickets.views import attachments, drafts, inbox, keys, logging, messages, properties, ticket

app_name = "tickets"

urlpatterns = [
    path("inbox/", inbox.start, name="inbox"),
    path("inbox/search/", inbox.search, name="search"),
    path("inbox/width/", inbox.list_width, name="list_width"),
    path("inbox/rail/", inbox.rail, name="rail"),
    path("inbox/<slug:slug>/", inbox.view, name="inbox_view"),
    path("keys/", keys.keys, name="keys"),
    path("tickets/new/", logging.new, name="new"),
    path("tickets/<int:number>/", ticket.detail, name="detail"),
    path("tickets/<int:number>/thread/", ticket.thread, name="thread"),
    path("tickets/<int:number>/panel/", ticket.panel, name="panel"),
    path("tickets/<int:number>/replies/", messages.replies, name="replies"),
    path("tickets/<int:number>/notes/", messages.notes, name="notes"),
    path("tickets/<int:number>/drafts/", drafts.drafts, name="drafts"),
    path("tickets/<int:number>/uploads/", drafts.uploads, name="uploads"),
    path("tickets/<int:number>/assignment/", properties.assignment, name="assignment"),
    path("tickets/<int:number>/status/", properties.status, name="status"),
    path("tickets/<int:number>/priority/", properties.priority, name="priority"),
    path("tickets/<int:number>/type/", properties.type, name="type"),
    path("tickets/<int:number>/team/", properties.team, name="team"),
    path("tickets/<int:number>/tags/", properties.tags, name="tags"),
    path("tickets/<int:number>/place/", properties.place, name="place"),
    path("tickets/<int:number>/following/", properties.following, name="following"),
    path("tickets/<int:number>/cc/", properties.ccs, name="ccs"),
    path("messages/<slug:public_id>/body/", messages.body, name="message_body"),
    path("tickets/<int:number>/review/", properties.review, name="review"),
    path("messages/<slug:public_id>/acceptance/", messages.acceptance, name="message_acceptance"),
    path("messages/<slug:public_id>/undo/", messages.undo, name="message_undo"),
    path("messages/<slug:public_id>/retry/", messages.retry, name="message_retry"),
    path("messages/<slug:public_id>/source/", messages.source, name="message_source"),
    path("attachments/<slug:public_id>/", attachments.download, name="attachment"),
    path("attachments/<slug:public_id>/thumbnail/", attachments.thumbnail, name="thumbnail"),
]
