"""The bench: board, reports, drives and their proofs, job sheets, the way to the recycler."""

from django.urls import path

from rebond.web.bench import board, certificates, drives, endings, jobs, proofs, reports, review, upload

urlpatterns = [
    path("", board.bench, name="bench"),
    path("rapports/", reports.reports, name="reports"),
    path("rapports/export/", reports.reports_export, name="reports_export"),
    path("rapports/envoyer/", upload.upload, name="upload"),
    path("rapports/<int:pk>/", reports.report, name="report"),
    path("rapports/<int:pk>/brut/", reports.report_raw, name="report_raw"),
    path("rapports/<int:pk>/rattacher/", review.report_attach, name="report_attach"),
    path("rapports/<int:pk>/creer/", review.report_create, name="report_create"),
    path("rapports/<int:pk>/ecarter/", review.report_aside, name="report_aside"),
    path("rapports/<int:pk>/reprendre/", review.report_take_up, name="report_take_up"),
    path("disques/", drives.drives, name="drives"),
    path("disques/export/", drives.drives_export, name="drives_export"),
    path("disques/<int:pk>/", drives.drive, name="drive"),
    path("disques/<int:pk>/effacement/", proofs.erasure_new, name="erasure_new"),
    path("disques/<int:pk>/destruction/", proofs.drive_destroy, name="drive_destroy"),
    path("disques/<int:pk>/retrait/", proofs.drive_remove, name="drive_remove"),
    path("disques/<int:pk>/montage/", proofs.drive_fit, name="drive_fit"),
    path("disques/<int:pk>/sortie/", proofs.drive_release, name="drive_release"),
    path("disques/<int:pk>/certificat/", certificates.drive_certificate, name="drive_certificate"),
    path("disques/<int:pk>/constat/", certificates.drive_failure, name="drive_failure"),
    path("<str:number>/certificat/", certificates.device_certificate, name="device_certificate"),
    path("<str:number>/disque/", proofs.drive_add, name="drive_add"),
    path("<str:number>/vide/", proofs.say_empty, name="say_empty"),
    path("<str:number>/efface/", proofs.clear, name="clear"),
    path("<str:number>/fiche/", jobs.job, name="job"),
    path("<str:number>/fiche/controle/", jobs.job_check, name="job_check"),
    path("<str:number>/fiche/finir/", jobs.job_finish, name="job_finish"),
    path("<str:number>/fiche/approuver/", jobs.job_approve, name="job_approve"),
    path("<str:number>/fiche/renvoyer/", jobs.job_send_back, name="job_send_back"),
    path("<str:number>/retour/", endings.back_to_bench, name="back_to_bench"),
    path("<str:number>/demonter/", endings.dismantle, name="dismantle"),
    path("<str:number>/rebut/", endings.scrap, name="scrap"),
    path("<str:number>/rebut/annuler/", endings.unscrap, name="unscrap"),
    path("<str:number>/recycler/", endings.recycle, name="recycle"),
]
