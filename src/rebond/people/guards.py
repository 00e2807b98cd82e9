"""Who opened a file is written once; it goes only with the file, or when its delay is over."""

from rebond.common.database import Guard, register

register(
    Guard(
        "people_fileopening_no_update",
        "people_fileopening",
        "UPDATE",
        message="who opened a file is never rewritten",
    )
)
