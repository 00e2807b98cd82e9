"""What is printed: a line, a step under way, a box that cannot be missed."""

import sys
from collections.abc import Sequence


def say(words: str = "") -> None:
    """One line, seen at once even when the output is a pipe."""
    print(words, flush=True)


def complain(words: str) -> None:
    """One line to the error output."""
    print(words, file=sys.stderr, flush=True)


def progress(words: str) -> None:
    """A line that replaces the one before on a screen, and follows it in a file."""
    if sys.stdout.isatty():
        print(f"\r\033[K{words}", end="", flush=True)
    else:
        say(words)


def end_progress() -> None:
    """Leave the last progress line where it is."""
    if sys.stdout.isatty():
        say()


def box(lines: Sequence[str]) -> None:
    """Lines in a frame."""
    width = max(map(len, lines))
    say(f"┌{'─' * (width + 2)}┐")
    for line in lines:
        say(f"│ {line:<{width}} │")
    say(f"└{'─' * (width + 2)}┘")
