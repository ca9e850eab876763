"""All addresses of the product, those of the demo among them."""

from django.urls import include, path

from helpdesk import urls

handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
urlpatterns = [*urls.urlpatterns, path("demo/", include("helpdesk.demo.urls"))]
