"""Lists, sheets and labels of devices, and what corrects them."""

from django.urls import path

from rebond.web.devices import changes, labels, listing, sheet

urlpatterns = [
    path("", listing.devices, name="devices"),
    path("export.<slug:file_format>", listing.devices_export, name="devices_export"),
    path("etiquettes/", labels.labels, name="labels"),
    path("ranger/", changes.relocate, name="relocate"),
    path("<str:number>/", sheet.device, name="device"),
    path("<str:number>/etiquette.pdf", labels.label, name="device_label"),
    path("<str:number>/modifier/", changes.device_edit, name="device_edit"),
    path("<str:number>/fusionner/", changes.merge, name="merge"),
    path("<str:number>/separer/", changes.split, name="split"),
    path("<str:number>/lot/", changes.assign_lot, name="assign_lot"),
    path("<str:number>/perdu/", changes.lose, name="lose"),
    path("<str:number>/retrouve/", changes.find_again, name="find_again"),
    path("<str:number>/refuse/", changes.refuse, name="refuse"),
]
