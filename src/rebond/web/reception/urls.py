"""Donors, donations, lots: from the telephone call to the numbered shelf."""

from django.urls import path

from rebond.web.reception import donations, donors, home, links, lots, numbering, papers, scanning

urlpatterns = [
    path("", home.reception, name="reception"),
    path("donateurs/", donors.donors, name="donors"),
    path("donateurs/export.<slug:file_format>", donors.donors_export, name="donors_export"),
    path("donateurs/nouveau/", donors.donor_new, name="donor_new"),
    path("donateurs/particulier/", donors.giver_new, name="giver_new"),
    path("donateurs/<int:pk>/", donors.donor, name="donor"),
    path("donateurs/<int:pk>/modifier/", donors.donor_edit, name="donor_edit"),
    path("dons/", donations.donations, name="donations"),
    path("dons/export.<slug:file_format>", donations.donations_export, name="donations_export"),
    path("dons/nouveau/", donations.donation_new, name="donation_new"),
    path("dons/<int:pk>/", donations.donation, name="donation"),
    path("dons/<int:pk>/modifier/", donations.donation_edit, name="donation_edit"),
    path("dons/<int:pk>/annuler/", donations.donation_cancel, name="donation_cancel"),
    path("dons/<int:pk>/retablir/", donations.donation_restore, name="donation_restore"),
    path("dons/<int:pk>/arrivee/", lots.lot_open, name="lot_open"),
    path("donateurs/<int:pk>/lien/", links.donor_link, name="donor_link"),
    path("donateurs/particulier/<int:pk>/lien/", links.giver_link, name="giver_link"),
    path("liens/<int:pk>/fermer/", links.link_revoke, name="link_revoke"),
    path("fichiers/<int:pk>/", links.donation_file, name="donation_file"),
    path("donateurs/<int:pk>/reemploi/", papers.donor_reuse, name="donor_reuse"),
    path("dons/<int:pk>/convention/", papers.donation_convention, name="donation_convention"),
    path("dons/<int:pk>/bordereau/", papers.donation_slip, name="donation_slip"),
    path("dons/<int:pk>/valeur/", papers.donation_value, name="donation_value"),
    path("dons/<int:pk>/certificat/", papers.donation_certificate, name="donation_certificate"),
    path("lots/", lots.lots, name="lots"),
    path("lots/export.<slug:file_format>", lots.lots_export, name="lots_export"),
    path("lots/<int:pk>/", lots.lot, name="lot"),
    path("lots/<int:pk>/compter/", numbering.lot_count, name="lot_count"),
    path("lots/<int:pk>/scanner/", scanning.lot_scan, name="lot_scan"),
    path("lots/<int:pk>/scanner/annuler/", scanning.lot_scan_undo, name="lot_scan_undo"),
    path("lots/<int:pk>/scanner/terminer/", scanning.lot_scan_end, name="lot_scan_end"),
    path("lots/<int:pk>/numeroter/", numbering.lot_number, name="lot_number"),
    path("lots/<int:pk>/numeroter/scannes/", numbering.lot_number_scanned, name="lot_number_scanned"),
    path("lots/<int:pk>/etiquettes/", numbering.lot_labels, name="lot_labels"),
    path("lots/<int:pk>/fermer/", lots.lot_close, name="lot_close"),
    path("lots/<int:pk>/rouvrir/", lots.lot_reopen, name="lot_reopen"),
]
