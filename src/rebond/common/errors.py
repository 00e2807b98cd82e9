"""The one family of errors that a user may cause: everything else is a bug."""

from django.utils.functional import Promise

Words = str | Promise


class Refused(Exception):
    """Something a person may not do now. ``message`` says why, ``hint`` what to do next; both are shown as
    they are.
    """

    def __init__(self, message: Words, hint: Words = "", status: int = 409) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.status = status

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class Stale(Refused):
    """The row changed since the page was opened."""
