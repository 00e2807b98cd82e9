"""The screens, place by place. Addresses are French: people read and type them."""

from django.urls import include, path

app_name = "web"
urlpatterns = [
    path("", include("rebond.web.home.urls")),
    path("appareils/", include("rebond.web.devices.urls")),
    path("quai/", include("rebond.web.reception.urls")),
    path("atelier/", include("rebond.web.bench.urls")),
    path("comptoir/", include("rebond.web.counter.urls")),
    path("salle/", include("rebond.web.classroom.urls")),
    path("bureau/", include("rebond.web.office.urls")),
    path("", include("rebond.web.public.urls")),
]
