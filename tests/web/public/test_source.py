"""Whoever uses Rebond may have its source, as it runs here."""

import io
import zipfile

from django.urls import reverse


def test_the_source_of_this_version_is_open_to_anyone(client, db):
    answer = client.get(reverse("web:source"))
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert "rebond/people/models.py" in names
    assert "rebond/web/templates/base.html" in names
    assert "LICENSE" in names
    assert not [name for name in names if name.endswith((".pyc", ".key", ".sqlite3"))]
