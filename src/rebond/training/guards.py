"""What the database itself keeps of the classroom: seats counted as they are taken, presence within its
half-day, what was signed by the trainer, and a machine that is in a classroom.
"""

from rebond.common.database import Guard, append_only, kept, register, unchanged_but
from rebond.training.models import Attendance, AttendanceSheet, Enrolment, SheetPhoto

_SEATS = "UPDATE training_trainingsession SET taken = taken {} 1 WHERE id = {}.session_id"
_SIGNED = (
    "EXISTS (SELECT 1 FROM training_halfday h WHERE h.id = {}.half_day_id AND h.cosigned_at IS NOT NULL)"
)
_TOO_LONG = "NEW.minutes > (SELECT h.ends - h.starts FROM training_halfday h WHERE h.id = NEW.half_day_id)"
_LENT = "EXISTS (SELECT 1 FROM training_lentmachine m WHERE m.device_id = NEW.id AND m.returned_on IS NULL)"
_FORGETS = f"(NEW.signature = '' AND {unchanged_but(Attendance, 'signature')})"
_PHOTO_FREE = unchanged_but(SheetPhoto, "read", "confirmed_at", "confirmed_by_id")

register(
    Guard(
        "a_seat_is_taken", "training_enrolment", "INSERT",
        when="NEW.state = 'enrolled'", action=_SEATS.format("+", "NEW"),
    ),
    Guard(
        "a_seat_is_taken_later", "training_enrolment", "UPDATE",
        when="NEW.state = 'enrolled' AND OLD.state <> 'enrolled'", action=_SEATS.format("+", "NEW"),
    ),
    Guard(
        "a_seat_is_free_again", "training_enrolment", "UPDATE",
        when="NEW.state <> 'enrolled' AND OLD.state = 'enrolled'", action=_SEATS.format("-", "OLD"),
    ),
    Guard(
        "an_enrolment_stays_in_its_session", "training_enrolment", "UPDATE",
        when="NOT " + unchanged_but(
            Enrolment, "state", "state_since", "trainee", "picture", "guardian_name", "guardian_phone"
        ),
        message="an enrolment stays in its session",
    ),
    *kept("training_enrolment", "an enrolment is cancelled, never removed"),
    Guard(
        "nobody_stays_longer_than_the_half_day", "training_attendance", "INSERT",
        when=_TOO_LONG, message="longer than the half-day",
    ),
    Guard(
        "nobody_stayed_longer_than_the_half_day", "training_attendance", "UPDATE",
        when=_TOO_LONG, message="longer than the half-day",
    ),
    Guard(
        "a_signed_half_day_takes_nobody_in", "training_attendance", "INSERT",
        when=_SIGNED.format("NEW"), message="the trainer has signed this half-day",
    ),
    Guard(
        "a_signed_half_day_stands", "training_attendance", "UPDATE",
        when=f"{_SIGNED.format('NEW')} AND NOT {_FORGETS}", message="the trainer has signed this half-day",
    ),
    *kept("training_attendance", "an attendance is corrected, never removed"),
    Guard(
        "a_machine_in_a_classroom_stays", "inventory_device", "UPDATE",
        columns="state", when=f"NEW.state = 'handed_over' AND {_LENT}",
        message="this machine is lent to a classroom",
    ),
    *append_only(AttendanceSheet._meta.db_table),
    Guard(
        "a_photograph_is_kept_as_it_came", "training_sheetphoto", "UPDATE",
        when=f"NOT {_PHOTO_FREE}", message="a photograph is kept as it came",
    ),
)  # fmt: skip
