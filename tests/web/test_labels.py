"""An address printed on labels must open from a family's home."""

import pytest

from rebond.web.labels import opens_only_nearby


@pytest.mark.parametrize(
    ("root", "nearby"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://[::1]:8000", True),
        ("http://192.168.1.20", True),
        ("http://localhost", True),
        ("http://atelier", True),
        ("http://atelier.local:8000", True),
        ("https://rebond.defis.example", False),
        ("https://9.9.9.9", False),
    ],
)
def test_what_opens_only_here_or_in_the_workshop_is_known(root: str, nearby: bool) -> None:
    assert opens_only_nearby(root) is nearby
