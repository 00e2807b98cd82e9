"""The plan of the house holds: floors, sizes, doors, words."""

import ast
import os
import re
import runpy
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "rebond"
ROOFS = ("web", "api", "impact", "command")
LONGEST_FILE, LONGEST_FUNCTION = 400, 40


# One file, because whoever checks our certificates without us takes this one and nothing else.
LEAVES_THE_HOUSE = SOURCE / "records" / "rebond_verify.py"
GENERATED = SOURCE / "evidence" / "contract" / "checker.py"


def python_files() -> list[Path]:
    """The files that somebody wrote."""
    return sorted(
        path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts and path != GENERATED
    )


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_imports_go_down_the_floors() -> None:
    contracts = Path(sys.executable).with_name("lint-imports")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    found = subprocess.run(
        [contracts, "--no-logo"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert found.returncode == 0, found.stdout


@pytest.mark.django_db
def test_migrations_are_current() -> None:
    out = StringIO()
    call_command("makemigrations", "--check", "--dry-run", "--skip-checks", stdout=out)
    assert out.getvalue().strip() == "No changes detected"


def test_the_contract_is_checked_by_what_its_schema_says_today() -> None:
    build = runpy.run_path(str(ROOT / "scripts" / "build_checker.py"))
    assert GENERATED.read_text(encoding="utf-8") == build["source"](), "run: make contract"


@pytest.mark.parametrize("room", ROOFS)
def test_roofs_own_no_table(room: str) -> None:
    assert not (SOURCE / room / "models.py").exists()
    assert [m for m in apps.get_models() if m.__module__.startswith(f"rebond.{room}")] == []


def test_files_and_functions_stay_short() -> None:
    long = [
        named(path)
        for path in python_files()
        if len(path.read_text().splitlines()) > LONGEST_FILE and path != LEAVES_THE_HOUSE
    ]
    for path in python_files():
        long += [
            f"{named(path)}: {node.name}"
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
        ]
    assert long == []


def test_common_stays_small() -> None:
    files = [path.name for path in (SOURCE / "common").glob("*.py") if path.name != "__init__.py"]
    assert len(files) <= 8


# Where rows are changed by a bare UPDATE: each is a fact that no journal line, version or guard follows.
BARE_UPDATES = {
    "src/rebond/command/scale/copies.py": "copies a year many times over to measure, in a home of its own",
    "src/rebond/records/sending.py": "remembers where a page led, which is no fact of the association",
    "src/rebond/distribution/holds.py": "ends a reservation, whose device's step is journalled beside it",
    "src/rebond/distribution/aftercare.py": "a count, and what a return ends: the return is journalled",
    "src/rebond/distribution/chapters.py": "takes names away; « person.forgotten » is journalled",
    "src/rebond/training/chapters.py": "takes names away; « person.forgotten » is journalled",
    "src/rebond/collection/chapters.py": "takes names away; « person.forgotten » is journalled",
    "src/rebond/records/forgetting.py": "empties papers; « person.forgotten » is journalled",
    "src/rebond/people/retention.py": "takes words of old messages away",
    "src/rebond/people/messages.py": "what must not be said any more is cancelled; the step is journalled",
    "src/rebond/people/services.py": "gives absorbed rows back; « person.split » is journalled",
}


def test_journalled_facts_are_never_changed_by_a_bare_update() -> None:
    bare = re.compile(r"\.objects\b[^\n]*(?:\n\s+\.[^\n]*)*\.update\(|\)\s*\.update\([a-z_]+=")
    found = {named(path) for path in python_files() if bare.search(path.read_text())}
    assert found - BARE_UPDATES.keys() == set()
    assert BARE_UPDATES.keys() - found == set(), "no bare update any more: take it off the list"


# A process's edge: where an unexpected error must become an answer and not the end of the process.
EDGES: dict[str, str] = {
    "src/rebond/command/chores.py": "a chore that breaks is told, and stops neither the others nor the next",
    "src/rebond/records/one_by_one.py": "one row that breaks is told, and stops no other",
    "src/rebond/erasure/intake.py": "start-up: one report we cannot digest keeps no house shut",
    "src/rebond/evidence/services.py": "a dump that breaks its reader is kept, and a person looks",
}


def _catches_everything(node: ast.AST) -> bool:
    if not isinstance(node, ast.ExceptHandler):
        return False
    return node.type is None or (
        isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"}
    )


def test_nothing_swallows_every_error() -> None:
    found = {
        named(path)
        for path in python_files()
        if any(map(_catches_everything, ast.walk(ast.parse(path.read_text()))))
    }
    assert found - EDGES.keys() == set()


def dependencies() -> Iterator[str]:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["project"].get("optional-dependencies", {}) | project["dependency-groups"]
    for line in [*project["project"]["dependencies"], *(line for group in groups.values() for line in group)]:
        yield re.match(r"[A-Za-z0-9_.-]+", line)[0]  # type: ignore[index]


@pytest.mark.parametrize("name", sorted(set(dependencies())))
def test_each_dependency_has_its_sentence(name: str) -> None:
    decisions = ROOT / "docs" / "decisions.md"
    if not decisions.exists():
        pytest.skip("docs/decisions.md is not written yet")
    assert f"**{name}**" in decisions.read_text()


@pytest.mark.parametrize("lock", sorted(ROOT.glob("requirements*.lock")), ids=lambda path: path.name)
def test_lock_files_name_no_machine_and_no_host(lock: Path) -> None:
    text = lock.read_text()
    assert (
        re.findall(
            r"file:|https?://|--(?:extra-)?index-url|--find-links|(?<![\w.-])/(?:home|root|work|tmp)/\S*",
            text,
        )
        == []
    )
    assert "--hash=sha256:" in text


DJANGOS = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}  # Django names these by itself
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))


def test_every_template_is_used() -> None:
    if not TEMPLATES:
        pytest.skip("no template yet")
    texts = {path: path.read_text() for path in [*TEMPLATES, *python_files()]}
    unused = [
        named(path)
        for path in TEMPLATES
        if path.name not in DJANGOS
        and not any(_names(text, path) for other, text in texts.items() if other != path)
    ]
    assert unused == []


def _names(text: str, template: Path) -> bool:
    """By its path (render, include, extends) or, for a component, by its cotton tag."""
    path = template.as_posix().rpartition("/templates/")[2]
    tag = f"<c-{path.removeprefix('components/').removesuffix('.html').replace('/', '.').replace('_', '-')}"
    return path in text or re.search(re.escape(tag) + r"[\s/>]", text) is not None


CATALOGUE = SOURCE / "locale" / "fr" / "LC_MESSAGES" / "django.po"


def test_the_french_catalogue_is_complete_and_compiled() -> None:
    if not CATALOGUE.exists():
        pytest.skip("the French catalogue is not made yet")
    import polib

    catalogue = polib.pofile(str(CATALOGUE))
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []
    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
    compiled = polib.mofile(str(CATALOGUE.with_suffix(".mo")))
    told = {(e.msgctxt, e.msgid): (e.msgstr, e.msgstr_plural) for e in catalogue if not e.obsolete}
    assert {(e.msgctxt, e.msgid): (e.msgstr, e.msgstr_plural) for e in compiled} == told


def test_sentences_are_marked_with_names_that_the_collector_knows() -> None:
    """`makemessages` reads `_` and the functions' own names: a sentence under another alias stays English."""
    alias = re.compile(r"import n?p?gettext(?:_lazy)? as (?!_$)\w+", re.MULTILINE)
    assert [named(path) for path in python_files() if alias.search(path.read_text())] == []
