"""What all settings pages share."""

from django.shortcuts import render


def settings_page(request, template, page, context=None, *, status=200):
    """Render ``template`` inside the settings' frame; ``page`` is the entry of its navigation that is current."""
    return render(request, template, {"place": "settings", "page": page, **(context or {})}, status=status)


def unhappy(form):
    """The status of a page that shows ``form``: 422 once it was sent and refused."""
    return 422 if form.is_bound else 200
