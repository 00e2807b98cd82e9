"""Where everything is on a printed attendance sheet, in millimetres from the top left of an A4. Printing and
reading share these figures.
"""

from typing import Final

PAGE: Final = (210.0, 297.0)
MARK_MM: Final = 6.0
MARKS: Final = ((12.0, 12.0), (198.0, 12.0), (198.0, 285.0), (12.0, 285.0))
"""Centres of the four black squares, clockwise from the top left: what a photograph is straightened by."""
QR: Final = (162.0, 20.0, 28.0)
"""Left, top, side, quiet zone included."""
LINES: Final = 14
FIRST_LINE: Final = 82.0
LINE_MM: Final = 13.0
BOX_MM: Final = 7.0
BOXES: Final = {"seen": 97.0, "excused": 112.0, "noshow": 127.0}
"""Centre of each box, from the left."""
SIGNATURE: Final = (137.0, 194.0)
"""Left and right edges of the cell in which people sign."""


def line_centre(rank: int) -> float:
    """From the top, for a line counted from 0."""
    return FIRST_LINE + LINE_MM * (rank + 0.5)
