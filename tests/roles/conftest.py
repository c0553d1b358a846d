import logging
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import transaction

from tests.roles.addresses import Visit, every_visit
from tests.roles.world import NOON, World, build


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Built once for all of a module, in a transaction that is rolled back after the last."""
    with (
        pytest.MonkeyPatch.context() as patch,
        django_db_blocker.unblock(),
        time_machine.travel(NOON, tick=False),
        transaction.atomic(),
    ):
        from django.conf import settings

        logging.disable()
        patch.setattr(settings, "MEDIA_ROOT", str(tmp_path_factory.mktemp("media")))
        yield build()
        transaction.set_rollback(True)
        logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def visits(world: World) -> list[Visit]:
    return every_visit(world)
