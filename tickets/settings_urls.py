"""Addresses of what the settings show of tickets."""

from django.urls import path

from tickets.views import acknowledgement, keys, quarantine
from tickets.views.settings import absence, fields, naming, rows

app_name = "ticket_settings"

urlpatterns = [
    path("keys/", keys.own_keys, name="keys"),
    path("acknowledgement/", acknowledgement.preview, name="acknowledgement"),
    path("order/<slug:kind>/", rows.order, name="order"),
    path("fields/", fields.fields_list, name="fields"),
    path("fields/new/", fields.new_field, name="new_field"),
    path("fields/<int:pk>/", fields.field, name="field"),
    path("fields/<int:pk>/retirement/", fields.field_retirement, name="field_retirement"),
    path("forms/new/", fields.new_form, name="new_form"),
    path("forms/<int:pk>/", fields.form, name="form"),
    path("forms/<int:pk>/deletion/", fields.form_deletion, name="form_deletion"),
    path("checklists/", fields.checklists, name="checklists"),
    path("checklists/new/", fields.new_checklist, name="new_checklist"),
    path("checklists/<int:pk>/", fields.checklist, name="checklist"),
    path("checklists/<int:pk>/deletion/", fields.checklist_deletion, name="checklist_deletion"),
    path("statuses/", naming.statuses, name="statuses"),
    path("statuses/new/", naming.new_status, name="new_status"),
    path("statuses/<int:pk>/", naming.status, name="status"),
    path("statuses/<int:pk>/deletion/", naming.status_deletion, name="status_deletion"),
    path("tags/", naming.tags, name="tags"),
    path("tags/<int:pk>/", naming.tag, name="tag"),
    path("tags/<int:pk>/deletion/", naming.tag_deletion, name="tag_deletion"),
    path("tags/<int:pk>/merging/", naming.tag_merging, name="tag_merging"),
    path("reasons/", naming.reasons, name="reasons"),
    path("reasons/new/", naming.new_reason, name="new_reason"),
    path("reasons/<int:pk>/", naming.reason, name="reason"),
    path("reasons/<int:pk>/retirement/", naming.reason_retirement, name="reason_retirement"),
    path("absence/", absence.absence, name="absence"),
    path("absence/end/", absence.absence_end, name="absence_end"),
    path("quarantine/", quarantine.quarantine_list, name="quarantine"),
    path("quarantine/<int:pk>/retry/", quarantine.retry, name="quarantine_retry"),
    path("quarantine/<int:pk>/raw/", quarantine.raw, name="quarantine_raw"),
]
