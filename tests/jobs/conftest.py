from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from sidebyside.jobs import engine, kinds
from tests.jobs import kitchen as kitchens
from tests.jobs.kitchen import Kitchen


@pytest.fixture(scope="session")
def larder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kitchen]:
    made = kitchens.set_up(tmp_path_factory.mktemp("larder"))
    yield made
    kitchens.thrown_away(made)


@pytest.fixture
def kitchen(larder: Kitchen, tmp_path: Path) -> Iterator[Kitchen]:
    made = kitchens.copied(larder, tmp_path)
    yield made
    kitchens.thrown_away(made)


@pytest.fixture(scope="module")
def afternoon(larder: Kitchen, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kitchen]:
    """A kitchen that the tests of one file share."""
    made = kitchens.copied(larder, tmp_path_factory.mktemp("afternoon"))
    yield made
    kitchens.thrown_away(made)


@pytest.fixture
def own_kinds() -> Iterator[None]:
    """Kinds that a test registers are forgotten after it."""
    before = dict(kinds._kinds)
    yield
    kinds._kinds.clear()
    kinds._kinds.update(before)


@pytest.fixture
def data_folder(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """An empty data folder for this process, without an engine store."""
    settings.SIDEBYSIDE = settings.SIDEBYSIDE | {"DATA": tmp_path, "ENGINE_URL": ""}
    engine._rest_until = 0.0
    yield tmp_path
    engine.close_doors()
    engine._rest_until = 0.0
