"""The classroom: how many people came to trainings and workshops."""

from django.urls import path

from rebond.web.classroom import views

urlpatterns = [
    path("", views.classroom, name="classroom"),
    path("compter/", views.head_count_new, name="head_count_new"),
    path("<int:pk>/corriger/", views.head_count_edit, name="head_count_edit"),
    path("export/", views.head_counts_export, name="head_counts_export"),
]
