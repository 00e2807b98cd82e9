"""Addresses: the machines' doors under /api/, everything else is a screen."""

from django.urls import include, path

from rebond.api import doors

urlpatterns = [path("api/v1/", doors.urls), path("", include("rebond.web.urls"))]
