"""From bytes to text, and from text to JSON documents: what every tool's reader shares."""

import json
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

from rebond.evidence.parsing.facts import Unreadable

DEEPEST = 64
_SAMPLE_BYTES = 64 * 1024
_BETWEEN_ROOTS = re.compile(r"[\s,\]]*\[?\s*")
_DECODER = json.JSONDecoder(strict=False)  # lshw leaves control characters in strings


def decode(raw: bytes) -> str:
    """The text: UTF-8 or UTF-16 with their marks, plain UTF-8, else what its first 64 KiB look like."""
    if not raw.strip(b"\0 \t\r\n"):
        raise Unreadable("empty")
    if raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return raw.decode("utf-16", "replace")
    try:
        return raw.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError:
        # Imported at the first dump that is not UTF-8: 2 MB that most processes never need.
        from charset_normalizer import from_bytes

        guess = from_bytes(raw[:_SAMPLE_BYTES]).best()
        return raw.decode(guess.encoding if guess else "latin-1", "replace")


def json_roots(text: str) -> list[object]:
    """Every JSON document of the text.

    Accepts one document, a list of them, and what lshw printed before B.02.19: documents side by side
    or separated by commas, without the brackets around them. Any other fault raises Unreadable:
    'not_json', 'truncated' (the text ends inside a document) or 'too_deep'.
    """
    try:
        whole = json.loads(text, strict=False)
        roots = whole if isinstance(whole, list) else [whole]
    except RecursionError:
        raise Unreadable("too_deep") from None
    except ValueError:
        roots = _unbracketed(text)
    if any(_is_too_deep(root) for root in roots):
        raise Unreadable("too_deep")
    return roots


def _unbracketed(text: str) -> list[object]:
    roots: list[object] = []
    position = _gap(text, 0)
    while position < len(text):
        try:
            root, position = _DECODER.raw_decode(text, position)
        except RecursionError:
            raise Unreadable("too_deep") from None
        except json.JSONDecodeError as error:
            ended = error.pos >= len(text.rstrip()) - 1 or error.msg.startswith("Unterminated")
            raise Unreadable("truncated" if ended else "not_json", f"character {error.pos}") from None
        except ValueError as error:  # a number with thousands of digits
            raise Unreadable("not_json", str(error)) from None
        roots.append(root)
        position = _gap(text, position)
    return roots


def _gap(text: str, position: int) -> int:
    gap = _BETWEEN_ROOTS.match(text, position)
    return gap.end() if gap else position


def _is_too_deep(root: object) -> bool:
    """Level by level, so that no depth can exhaust the stack."""
    level = [root]
    for _ in range(DEEPEST):
        level = [
            child
            for node in level
            if isinstance(node, (dict, list))
            for child in (node.values() if isinstance(node, dict) else node)
            if isinstance(child, (dict, list))
        ]
        if not level:
            return False
    return True
