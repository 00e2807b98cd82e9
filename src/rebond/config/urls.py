"""Addresses: the machines' doors under /api/, everything else is a screen."""

from django.urls import include, path

handler500 = "rebond.web.errors.server_error"
urlpatterns = [path("api/v1/", include("rebond.api.urls")), path("", include("rebond.web.urls"))]
