"""Addresses: the machines' doors under /api/, everything else is a screen."""

from django.urls import include, path

from rebond.api.doors import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("", include("rebond.web.urls")),
]
