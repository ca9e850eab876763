"""Addresses of sockets."""

from django.urls import path

from tickets.consumers import AgentConsumer

websocket_urlpatterns = [path("ws/", AgentConsumer.as_asgi())]
