"""Job sheets."""

from rebond.inventory.models import Device
from rebond.people.roles import Role
from rebond.refurbishment import rules, services
from rebond.refurbishment.models import Job
from tests.factories import people


def job(device: Device, *, checked: bool = False, done: bool = False) -> Job:
    """The open sheet of a device: empty, all checks passed, or done and waiting for a second pair of eyes."""
    sheet = services.open_job(device, by=people.user())
    if checked or done:
        results = dict.fromkeys(rules.CHECKS[device.category], "passed")
        services.check_all(sheet, results=results, by=people.user())
        services.describe(sheet, grade="B", system="Linux Mint 22", work_done="", by=people.user())
    if done:
        services.finish(sheet, by=people.user())
    sheet.refresh_from_db()
    return sheet


def finished(device: Device) -> Job:
    """Done by the technician, approved by the coordinator: the device is ready."""
    people.association()
    return services.approve(job(device, done=True), by=people.user(Role.COORDINATOR))
