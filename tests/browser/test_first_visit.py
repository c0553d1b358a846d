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
    assert sorted(response.request.resource_type for response in loaded) == [
        "document",
        "image",
        "other",
        "stylesheet",
    ]
