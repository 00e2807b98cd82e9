"""Doors open to anyone: sign in, first run, a machine by its label, accessibility."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from rebond.web.access import public
from rebond.web.public import (
    first_run,
    giving,
    impact,
    impact_data,
    machine,
    referring,
    signing_in,
    source,
    statement,
    verifying,
    workshops,
)

urlpatterns = [
    path("code-source.zip", source.source, name="source"),
    path("connexion/", signing_in.login, name="login"),
    path("deconnexion/", public(LogoutView.as_view()), name="sign_out"),
    path("premiers-pas/", first_run.first_run, name="first_run"),
    path("m/<str:number>/", machine.machine, name="machine"),
    path("don/<str:secret>/", giving.donor_page, name="donor_page"),
    path("don/<str:secret>/annoncer/", giving.donor_announce, name="donor_announce"),
    path("don/<str:secret>/lettre.pdf", giving.donor_letter, name="donor_letter"),
    path("don/<str:secret>/documents.zip", giving.donor_papers, name="donor_papers"),
    path("don/<str:secret>/documents/<int:pk>/", giving.donor_paper, name="donor_paper"),
    path("don/<str:secret>/annee-prochaine/", giving.donor_ask_again, name="donor_ask_again"),
    path("orienter/<str:secret>/", referring.refer, name="refer"),
    path("messages/stop/<str:token>/", referring.messages_stop, name="messages_stop"),
    path("ateliers/", workshops.workshops, name="workshops"),
    path("ateliers/calendrier/", workshops.workshops_month, name="workshops_month"),
    path("ateliers/agenda.ics", workshops.workshops_feed, name="workshops_feed"),
    path("ateliers/lieux.csv", workshops.places_csv, name="places_csv"),
    path("ateliers/data-inclusion/<slug:what>.json", workshops.inclusion_json, name="inclusion_json"),
    path("ateliers/<int:pk>/", workshops.workshop, name="workshop"),
    path("ateliers/<int:pk>/inscription/", workshops.workshop_enrol, name="workshop_enrol"),
    path("ateliers/inscription/<str:token>/", workshops.workshop_place, name="workshop_place"),
    path("impact/", impact.impact, name="impact"),
    path("impact/cadre/", impact.embedded, name="impact_embedded"),
    path("impact/methode/", impact.impact_method, name="impact_method"),
    path("impact/lignes/<slug:event>/", impact.impact_rows, name="impact_rows"),
    path("impact/rapports/<str:number>.pdf", impact.frozen_report, name="impact_report"),
    path("impact/donnees/mois.csv", impact_data.months_csv, name="impact_months"),
    path("impact/donnees/indicateurs.csv", impact_data.years_csv, name="impact_years"),
    path("impact/donnees/indicateurs.json", impact_data.years_json, name="impact_json"),
    path("impact/donnees/datapackage.json", impact_data.data_package, name="impact_package"),
    path("verifier/", verifying.verify, name="verify"),
    path("verifier/cles.json", verifying.keys, name="public_keys"),
    path("verifier/revoques.json", verifying.revoked, name="revoked"),
    path("verifier/rebond_verify.py", verifying.verifier, name="verifier"),
    path("verifier/<str:number>/", verifying.verify_number, name="verify_number"),
    path("accessibilite/", statement.accessibility, name="accessibility"),
]
