import pytest


@pytest.fixture(autouse=True)
def an_office(office, settings, tmp_path):
    """Every page names the office; what is uploaded goes with the test."""
    settings.MEDIA_ROOT = tmp_path
