"""Figures, journal, papers; who may sign in, where things stand, who we are."""

from django.urls import path

from rebond.web.office import exports, figures, home, journal, locations, papers, settings, tokens, users

urlpatterns = [
    path("", home.office, name="office"),
    path("chiffres/", figures.figures, name="figures"),
    path("chiffres/donateurs/", figures.donors_figures, name="donors_figures"),
    path("chiffres/donateurs/export.<slug:file_format>", figures.donors_export, name="donors_figures_export"),
    path("chiffres/formations/", figures.training_rows, name="training_rows"),
    path(
        "chiffres/formations/export.<slug:file_format>",
        exports.training_rows_export,
        name="training_rows_export",
    ),
    path("chiffres/<slug:event>/", figures.figure_rows, name="figure_rows"),
    path("chiffres/<slug:event>/export.<slug:file_format>", figures.figure_export, name="figure_export"),
    path("journal/", journal.journal, name="journal"),
    path("journal/export.<slug:file_format>", journal.journal_export, name="journal_export"),
    path("utilisateurs/", users.users, name="users"),
    path("utilisateurs/export.<slug:file_format>", exports.users_export, name="users_export"),
    path("utilisateurs/nouveau/", users.user_new, name="user_new"),
    path("utilisateurs/<int:pk>/", users.user, name="user"),
    path("emplacements/", locations.locations, name="locations"),
    path("emplacements/export.<slug:file_format>", exports.locations_export, name="locations_export"),
    path("emplacements/nouveau/", locations.location_new, name="location_new"),
    path("emplacements/etiquettes/", locations.location_labels, name="location_labels"),
    path("emplacements/<int:pk>/", locations.location, name="location"),
    path("association/", settings.association, name="association"),
    path("bancs/", tokens.tokens, name="tokens"),
    path("bancs/export.<slug:file_format>", exports.tokens_export, name="tokens_export"),
    path("bancs/nouveau/", tokens.token_new, name="token_new"),
    path("bancs/<int:pk>/revoquer/", tokens.token_revoke, name="token_revoke"),
    path("documents/", papers.papers, name="papers"),
    path("documents/export.<slug:file_format>", exports.papers_export, name="papers_export"),
    path("documents/<int:pk>/", papers.paper, name="paper"),
    path("documents/<int:pk>/certificat/", papers.certificate, name="certificate"),
    path("documents/<int:pk>/revoquer/", papers.paper_revoke, name="paper_revoke"),
]
