"""What all settings pages share."""

from django.shortcuts import render

from workspaces import heartbeats


def settings_page(request, template, page, context=None, *, status=200):
    """Render ``template`` inside the settings' frame; ``page`` is the entry of its navigation that is current.

    Owners and admins read there which parts of the installation do not run; for others nothing is asked.
    """
    silent = heartbeats.silent() if request.member.can("workspace.configure") else []
    frame = {"place": "settings", "page": page, "silent": silent}
    return render(request, template, {**frame, **(context or {})}, status=status)


def unhappy(form):
    """The status of a page that shows ``form``: 422 once it was sent and refused."""
    return 422 if form.is_bound else 200
