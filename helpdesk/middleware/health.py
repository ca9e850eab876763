"""Health answers come before everything that could fail."""

from django.http import JsonResponse

from helpdesk import health


class HealthMiddleware:
    """``/health/live``: this process answers. ``/health/ready``: what it needs answers, or 503 with the reasons."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path == "/health/live":
            return JsonResponse({"status": "live"})
        if request.path == "/health/ready":
            report = health.ready()
            return JsonResponse(report, status=200 if report["status"] != "down" else 503)
        return self.get_response(request)
