"""What a first visit costs somebody with an old telephone on a slow line."""

import pytest

from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

MOST_BYTES = 120_000  # before compression


def test_home_weighs_little_and_loads_few_files(page, office):
    for _ in range(4):
        factories.make_training(summary="はじめての方へ")
    factories.make_event(summary="つながるまちを考える")
    loaded = []
    page.on("response", lambda response: loaded.append(response))

    page.goto("/")
    page.wait_for_load_state("networkidle")

    assert sum(len(response.body()) for response in loaded) < MOST_BYTES
    # A browser with a window asks for its icon as well.
    page_itself = [response for response in loaded if response.request.resource_type != "other"]
    assert sorted(each.request.resource_type for each in page_itself) == ["document", "image", "stylesheet"]
    icons = [response.url for response in loaded if response not in page_itself]
    assert len(icons) <= 1
    assert all("icon" in url for url in icons)
