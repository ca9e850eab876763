"""What agents answer with: pickers beside the composer, and settings."""

from django.urls import path

from automation.views import bulk_macros, canned, canned_settings, macro_settings, macros

app_name = "automation"

urlpatterns = [
    path("tickets/<number:number>/canned/", canned.picker, name="canned_picker"),
    path("tickets/<number:number>/canned/<int:pk>/", canned.preview, name="canned_preview"),
    path("tickets/<number:number>/canned/<int:pk>/insertion/", canned.insertion, name="canned_insertion"),
    path("tickets/<number:number>/macros/", macros.picker, name="macro_picker"),
    path("tickets/<number:number>/macros/<int:pk>/", macros.preview, name="macro_preview"),
    path("tickets/<number:number>/macros/<int:pk>/application/", macros.application, name="macro_application"),
    path("tickets/<number:number>/macros/runs/<slug:run>/undo/", macros.undo, name="macro_undo"),
    path("tickets/macros/", bulk_macros.picker, name="bulk_macros"),
    path("tickets/macros/<int:pk>/", bulk_macros.macro, name="bulk_macro"),
    path("settings/macros/", macro_settings.macro_list, name="macros"),
    path("settings/macros/new/", macro_settings.new_macro, name="new_macro"),
    path("settings/macros/<int:pk>/", macro_settings.macro, name="macro"),
    path("settings/macros/<int:pk>/deletion/", macro_settings.deletion, name="macro_deletion"),
    path("settings/canned/", canned_settings.canned_list, name="canned_list"),
    path("settings/canned/new/", canned_settings.new_canned, name="new_canned"),
    path("settings/canned/sample/", canned_settings.sample, name="canned_sample"),
    path("settings/canned/files/<slug:public_id>/", canned_settings.file, name="canned_file"),
    path("settings/canned/<int:pk>/", canned_settings.canned_response, name="canned_response"),
    path("settings/canned/<int:pk>/deletion/", canned_settings.deletion, name="canned_deletion"),
]
