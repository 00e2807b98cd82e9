"""The addresses of the machines' doors."""

from django.urls import path

from rebond.api import doors

app_name = "api"
urlpatterns = [
    path("reports", doors.send_report, name="reports"),
    path("reports/<str:sha256>", doors.read_report, name="report"),
    path("devices", doors.list_devices, name="devices"),
    path("devices/<str:number>", doors.read_device, name="device"),
]
