"""The agents' pages."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from tickets.views import (
    attachments,
    bulk,
    conditions,
    drafts,
    exports,
    forwarding,
    inbox,
    inner_life,
    keys,
    linking,
    logging,
    merging,
    messages,
    palette,
    people,
    properties,
    purging,
    reading,
    requesters,
    saved_views,
    searching,
    splitting,
    ticket,
)

app_name = "tickets"


class Number(IntConverter):
    """A ticket's number: no larger than the database can ask for."""

    regex = "[0-9]{1,18}"


register_converter(Number, "number")

urlpatterns = [
    path("inbox/", inbox.start, name="inbox"),
    path("inbox/search/", searching.search, name="search"),
    path("inbox/search/completions/", searching.query_completions, name="query_completions"),
    path("inbox/search/conditions/", conditions.conditions, name="conditions"),
    path("inbox/search/help/", searching.query_help, name="query_help"),
    path("inbox/width/", inbox.list_width, name="list_width"),
    path("inbox/rail/", inbox.rail, name="rail"),
    path("inbox/layout/", inbox.layout, name="list_layout"),
    path("inbox/columns/", inbox.columns, name="list_columns"),
    path("inbox/columns/choices/", inbox.column_choices, name="column_choices"),
    path("inbox/views/", saved_views.new, name="new_saved_view"),
    path("inbox/views/<number:pk>/", saved_views.edit, name="saved_view"),
    path("inbox/views/<number:pk>/deletion/", saved_views.deletion, name="saved_view_deletion"),
    path("inbox/views/<number:pk>/position/", saved_views.position, name="saved_view_position"),
    path("inbox/exports/", exports.exports, name="exports"),
    path("inbox/bulk/", bulk.bulk, name="bulk"),
    path("inbox/<slug:slug>/", inbox.view, name="inbox_view"),
    path("keys/", keys.keys, name="keys"),
    path("palette/", palette.palette, name="palette"),
    path("palette/results/", palette.palette_results, name="palette_results"),
    path("tickets/new/", logging.new, name="new"),
    path("tickets/merge/", merging.merge, name="merge"),
    path("merges/<slug:batch>/", merging.undo, name="merge_undo"),
    path("tickets/<number:number>/", ticket.detail, name="detail"),
    path("tickets/<number:number>/thread/", ticket.thread, name="thread"),
    path("tickets/<number:number>/panel/", ticket.panel, name="panel"),
    path("tickets/<number:number>/people/", people.people, name="people"),
    path("tickets/<number:number>/replies/", messages.replies, name="replies"),
    path("tickets/<number:number>/notes/", messages.notes, name="notes"),
    path("tickets/<number:number>/drafts/", drafts.drafts, name="drafts"),
    path("tickets/<number:number>/uploads/", drafts.uploads, name="uploads"),
    path("tickets/<number:number>/assignment/", properties.assignment, name="assignment"),
    path("tickets/<number:number>/status/", properties.status, name="status"),
    path("tickets/<number:number>/priority/", properties.priority, name="priority"),
    path("tickets/<number:number>/type/", properties.type, name="type"),
    path("tickets/<number:number>/team/", properties.team, name="team"),
    path("tickets/<number:number>/tags/", properties.tags, name="tags"),
    path("tickets/<number:number>/fields/<slug:key>/", inner_life.field, name="field"),
    path("tickets/<number:number>/form/", inner_life.form, name="form"),
    path("tickets/<number:number>/reason/", inner_life.reason, name="reason"),
    path("tickets/<number:number>/steps/", inner_life.steps, name="steps"),
    path("steps/<number:pk>/", inner_life.step, name="step"),
    path("tickets/<number:number>/place/", properties.place, name="place"),
    path("tickets/<number:number>/following/", properties.following, name="following"),
    path("tickets/<number:number>/cc/", properties.ccs, name="ccs"),
    path("tickets/<number:number>/split/", splitting.split, name="split"),
    path("tickets/<number:number>/links/", linking.links, name="links"),
    path("tickets/<number:number>/links/choices/", linking.choices, name="link_choices"),
    path("tickets/<number:number>/incidents/", linking.incidents, name="incidents"),
    path("tickets/<number:number>/incidents/solving/", linking.solve_incidents, name="solve_incidents"),
    path("tickets/<number:number>/forwards/", forwarding.forwards, name="forwards"),
    path("tickets/<number:number>/requester/", requesters.requester, name="requester"),
    path("tickets/<number:number>/followers/", requesters.followers, name="followers"),
    path("tickets/<number:number>/history/", reading.history, name="history"),
    path("tickets/<number:number>/print/", reading.printed, name="print"),
    path("tickets/<number:number>/removal/", purging.removal, name="removal"),
    path("messages/<slug:public_id>/raw/", reading.raw, name="message_raw"),
    path("messages/<slug:public_id>/body/", messages.body, name="message_body"),
    path("tickets/<number:number>/review/", properties.review, name="review"),
    path("messages/<slug:public_id>/acceptance/", messages.acceptance, name="message_acceptance"),
    path("messages/<slug:public_id>/undo/", messages.undo, name="message_undo"),
    path("messages/<slug:public_id>/retry/", messages.retry, name="message_retry"),
    path("messages/<slug:public_id>/source/", messages.source, name="message_source"),
    path("attachments/<slug:public_id>/", attachments.download, name="attachment"),
    path("attachments/<slug:public_id>/thumbnail/", attachments.thumbnail, name="thumbnail"),
]
