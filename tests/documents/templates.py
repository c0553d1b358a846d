"""Small templates of the tests' own, in a folder of the test, beside the portal's ``base.typ``."""

from pathlib import Path

import pytest

from portal.documents import pdf


def use_template(monkeypatch: pytest.MonkeyPatch, folder: Path, source: str) -> str:
    """Put ``source`` under ``#show: a4-page`` and return the template's name."""
    (folder / "base.typ").write_text((pdf.TEMPLATES / "base.typ").read_text())
    (folder / "sample.typ").write_text(f'#import "/base.typ": *\n#show: a4-page\n{source}')
    monkeypatch.setattr(pdf, "TEMPLATES", folder)
    return "sample.typ"
