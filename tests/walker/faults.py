"""Addresses that write and then fail; only tests include them."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import path

from contacts.models import Contact
from helpdesk.lib.errors import OperationRefused
from tests.walker.urls import handler400, handler403, handler404, handler500
from tests.walker.urls import urlpatterns as usual
from workspaces import doorbell
from workspaces.tenancy import across_tenants, tenant


class Refused(OperationRefused):
    code = "test_refused"
    message = "Not like this."


def write_and(end):
    def view(request):
        Contact.objects.create(workspace=request.workspace, name="written by a view")
        doorbell.ring_on_commit("tickets.receive_inbound", request.workspace.pk, 1, queue="inbound")
        return end(request)

    return view


def fail(error):
    def end(request):
        raise error

    return end


def wander(request):
    with tenant(int(request.GET["to"])):
        return HttpResponse("inside")


def look_around(request):
    with across_tenants("a test tries"):
        return HttpResponse("everywhere")


urlpatterns = [
    path("test/kept/", write_and(lambda request: HttpResponse("kept"))),
    path("test/broken/", write_and(fail(ValueError("zqcanary secret")))),
    path("test/refused/", write_and(fail(Refused()))),
    path("test/missing/", write_and(fail(Http404()))),
    path("test/forbidden/", write_and(fail(PermissionDenied()))),
    path("test/wander/", wander),
    path("test/everywhere/", look_around),
    *usual,
]
__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
