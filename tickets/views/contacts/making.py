"""A new contact, written down by hand."""

from django.contrib import messages as flash
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contacts import making, organizations
from contacts.forms import NewContactForm
from contacts.models import Contact
from workspaces.access import right_required


@require_http_methods(["GET", "POST"])
@right_required("contacts.edit")
def new(request):  # GET, POST /contacts/new/
    """Make one: a name, an address or a number is enough."""
    form = NewContactForm(request.POST or None, instance=Contact(workspace=request.workspace))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        with transaction.atomic():
            firm = organizations.named(request.workspace.pk, values.pop("organization_name"))
            made = making.make(
                request.workspace.pk, by=request.member, organization_id=firm.pk if firm else None, **values
            )
        flash.success(request, _("%(name)s is there") % {"name": made})
        return redirect(made)
    context = {"place": "contacts", "form": form}
    return render(request, "contacts/new_contact.html", context, status=422 if form.is_bound else 200)
