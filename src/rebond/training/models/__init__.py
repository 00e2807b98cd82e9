"""The facts of the classroom."""

from rebond.training.models.counts import MARGINS, HeadCount, HeadCountQuerySet
from rebond.training.models.help import Activity, Appointment, VolunteerHours, YearAccounts
from rebond.training.models.learners import Assessment, Attendance, Enrolment, Learner
from rebond.training.models.offer import Funding, HalfDay, LentMachine, Room, Training, TrainingSession, Venue
from rebond.training.models.sheets import AttendanceSheet, SheetPhoto

__all__ = [
    "MARGINS", "Activity", "Appointment", "Assessment", "Attendance", "AttendanceSheet", "Enrolment",
    "Funding", "HalfDay", "HeadCount", "HeadCountQuerySet", "Learner", "LentMachine", "Room", "SheetPhoto",
    "Training", "TrainingSession", "Venue", "VolunteerHours", "YearAccounts",
]  # fmt: skip
