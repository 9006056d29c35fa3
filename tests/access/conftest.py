import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker, Settings

from tests.access.scenes import STATES, Scene, build

METADATA = """<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://id.harbour.test">
<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><SingleSignOnService
Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://id.harbour.test/"/></IDPSSODescriptor>
</EntityDescriptor>"""


@pytest.fixture(scope="module", params=list(STATES))
def scene(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Scene]:
    """One state, built once and left as it was by every test: they roll back to a savepoint."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(request.param)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Thousands of refusals, each with a line in the log, are half of the time."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(autouse=True)
def sign_on(settings: Settings, tmp_path: Path) -> None:
    """Schools' own sign-ins, so that their addresses are there; nothing answers at the other end."""
    away = {"name": "the school", "issuer": "http://localhost:9", "client_id": "x", "secret": "x"}
    told = tmp_path / "metadata.xml"
    told.write_text(METADATA)
    saml = {"name": "the school", "metadata": str(told)}
    settings.SIDEBYSIDE = settings.SIDEBYSIDE | {"SIGN_ON": {"school": away, "saml": saml}}


@pytest.fixture
def untouched(scene: Scene) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
