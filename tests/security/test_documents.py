"""What the documents about safety name is there: a table that points to a test that has gone shows nothing."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`((?:tests|docs|portal)/[\w./-]+?)(?:::(\w+))?`")


@pytest.mark.parametrize("document", ["asvs.md", "ipa.md", "threat-model.md"])
def test_files_and_tests_that_a_document_names_exist(document):
    named = NAMED.findall((ROOT / "docs" / document).read_text())

    assert len(named) > 5
    assert [path for path, _test in named if not (ROOT / path).exists()] == []
    missing = [test for path, test in named if test and f"def {test}(" not in (ROOT / path).read_text()]
    assert missing == []


def test_table_of_asvs_has_every_chapter_and_a_reason_where_something_is_missing():
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
