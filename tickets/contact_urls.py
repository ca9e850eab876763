"""Addresses of contacts and organizations. Their pages show tickets, so they live here, above the app that has the rows."""

from django.urls import path

from contacts.views import transfer
from tickets.views.contacts import detail, listing, making, merging, organizations

app_name = "contacts"

urlpatterns = [
    path("", listing.contacts, name="contacts"),
    path("new/", making.new, name="new"),
    path("import/", transfer.imports, name="imports"),
    path("import/<slug:public_id>/", transfer.one_import, name="import"),
    path("import/<slug:public_id>/run/", transfer.run, name="run_import"),
    path("export/", transfer.export, name="export"),
    path("organizations/", organizations.listing, name="organizations"),
    path("organizations/new/", organizations.new, name="new_organization"),
    path("organizations/<number:pk>/", organizations.organization, name="organization"),
    path("organizations/<number:pk>/domains/", organizations.domains, name="domains"),
    path("organizations/<number:pk>/fields/<slug:key>/", organizations.field, name="organization_field"),
    path("organizations/<number:pk>/tags/", organizations.tags, name="organization_tags"),
    path("<slug:public_id>/", detail.detail, name="detail"),
    path("<slug:public_id>/timeline/", detail.timeline, name="timeline"),
    path("<slug:public_id>/identities/", detail.identities, name="identities"),
    path("<slug:public_id>/identities/<number:pk>/", detail.identity, name="identity"),
    path("<slug:public_id>/tags/", detail.tags, name="tags"),
    path("<slug:public_id>/fields/<slug:key>/", detail.field, name="field"),
    path("<slug:public_id>/notes/", detail.notes, name="notes"),
    path("<slug:public_id>/notes/<number:pk>/", detail.note, name="note"),
    path("<slug:public_id>/form-of-address/", detail.form_of_address, name="form_of_address"),
    path("<slug:public_id>/blocking/", detail.blocking, name="blocking"),
    path("<slug:public_id>/merging/", merging.merge, name="merging"),
    path("<slug:public_id>/merging/<number:pk>/undo/", merging.undo, name="undo_merging"),
]
