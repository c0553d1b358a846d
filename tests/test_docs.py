"""What the documents name is there: a table that points to a test that has gone shows nothing."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
FILE = re.compile(r"`((?:tests|docs|portal|scripts|templates|static)/[\w./-]+?)(?:::(\w+))?`")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)[^)]*\)")
COMMAND = re.compile(r"manage\.py (\w+)([^`\n#]*)")
TARGET = re.compile(r"`make ([\w-]+)`")
SETTING = re.compile(r"""(?:\benv\.\w+|environ\.get)\(\s*["']([A-Z_]+)["']""")


def name_of(document: Path) -> str:
    return str(document.relative_to(ROOT))


@pytest.fixture(params=DOCUMENTS, ids=name_of)
def document(request: pytest.FixtureRequest) -> Path:
    return request.param


def test_files_and_tests_that_a_document_names_exist(document: Path) -> None:
    text = document.read_text()
    named = FILE.findall(text)

    assert [path for path, _test in named if not (ROOT / path).exists()] == []
    assert [test for path, test in named if test and f"def {test}(" not in (ROOT / path).read_text()] == []
    assert [link for link in LINK.findall(text) if not (document.parent / link).exists()] == []


def test_commands_that_a_document_names_exist_with_their_options(document: Path) -> None:
    text = document.read_text()
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)

    assert [target for target in TARGET.findall(text) if target not in targets] == []
    for name, rest in COMMAND.findall(text):
        command = load_command_class(get_commands()[name], name)
        options = command.create_parser("manage.py", name)._option_string_actions
        # Behind the command; what follows it in the same line of a shell is not its own.
        own = re.split(r"[;&|]| -- ", rest)[0]
        assert [option for option in re.findall(r"(?<!\S)--[\w-]+", own) if option not in options] == []


@pytest.mark.parametrize("name", ["asvs.md", "ipa.md", "threat-model.md", "reliability.md"])
def test_tables_of_safety_name_the_tests_that_show_it(name: str) -> None:
    assert len([path for path, _ in FILE.findall((ROOT / "docs" / name).read_text()) if "tests" in path]) > 3


def test_every_setting_is_in_the_table_of_operations_and_nothing_else_is() -> None:
    read = {
        name
        for path in ("portal/settings.py", "scripts/gunicorn.conf.py")
        for name in SETTING.findall((ROOT / path).read_text())
    }
    table = (ROOT / "docs/OPERATIONS.md").read_text().split("## Settings")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]

    assert {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)} == read


def test_table_of_asvs_has_every_chapter_and_a_reason_where_something_is_missing() -> None:
    rows = [
        line.split(" | ")
        for line in (ROOT / "docs/asvs.md").read_text().splitlines()
        if line.startswith("| V")
    ]

    chapters = {int(number) for row in rows for number in re.findall(r"^\| V(\d+)", row[0])}
    assert chapters == set(range(1, 18))
    for row in rows:
        assert len(row) == 4, row
        if row[1] == "partly":
            assert len(row[3]) > 20, row
