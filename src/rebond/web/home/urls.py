"""The first page, the scan field, the search, the towns' suggestions."""

from django.urls import path

from rebond.web.home import views

urlpatterns = [
    path("", views.home, name="home"),
    path("scan/", views.scan, name="scan"),
    path("commandes/", views.command_labels, name="command_labels"),
    path("recherche/", views.search, name="search"),
]
