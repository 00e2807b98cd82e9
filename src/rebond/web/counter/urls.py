"""The counter: people, reservations, handovers, returns."""

from django.urls import path

from rebond.web.counter import handing, handovers, people, views

urlpatterns = [
    path("", views.counter, name="counter"),
    path("liberer-les-depassees/", views.release_overdue, name="release_overdue"),
    path("reserver/<str:number>/", views.reserve, name="reserve"),
    path("liberer/<str:number>/", views.release, name="release"),
    path("remettre/<str:number>/", handing.hand_over, name="hand_over"),
    path("reprendre/<str:number>/", views.take_back, name="take_back"),
    path("remises/", handovers.handovers, name="handovers"),
    path("remises/export/", handovers.handovers_export, name="handovers_export"),
    path("remises/<int:pk>/", handovers.handover, name="handover"),
    path("remises/<int:pk>/recu.pdf", handovers.receipt, name="receipt"),
    path("personnes/", people.people, name="people"),
    path("personnes/export/", people.people_export, name="people_export"),
    path("personnes/nouvelle/", people.person_new, name="person_new"),
    path("personnes/<int:pk>/", people.person, name="person"),
    path("personnes/<int:pk>/modifier/", people.person_edit, name="person_edit"),
    path("associations/nouvelle/", people.association_new, name="recipient_association_new"),
]
