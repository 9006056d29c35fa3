"""Signing in with a school's own SAML provider: pysaml2 answers as one does, and signs with a key of its own."""

import base64
import html
import re
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from onelogin.saml2.utils import OneLogin_Saml2_Utils
from pytest_django import Settings
from tests.cast import Cast
from tests.people.test_elsewhere import is_in, way_there, whose
from tests.people.test_people import signed_in

from sidebyside.people import actions
from sidebyside.web.settings.sign_on import sign_ons

with warnings.catch_warnings():
    # It names a cipher mode that it does not use here and that is to go.
    warnings.simplefilter("ignore")
    from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
    from saml2.config import IdPConfig
    from saml2.metadata import entity_descriptor
    from saml2.saml import (
        NAMEID_FORMAT_EMAILADDRESS,
        NAMEID_FORMAT_PERSISTENT,
        NAMEID_FORMAT_TRANSIENT,
        NameID,
    )
    from saml2.server import Server

OURS = "http://testserver/sign-in/saml.xml"
BACK = "http://testserver/sign-in/from-saml/"
ENTITY = "https://id.harbour.test/saml"


@dataclass(frozen=True)
class Keys:
    private: str
    certificate: str


def new_keys() -> Keys:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "id.harbour.test")]), datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
    signed = made.not_valid_after(now + timedelta(days=9)).sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return Keys(key.private_bytes(pem, *plain).decode(), signed.public_bytes(pem).decode())


@dataclass(frozen=True)
class Saml:
    server: Any
    keys: Keys

    def signs_in(
        self,
        away: str,
        subject: str,
        form: str = NAMEID_FORMAT_PERSISTENT,
        keys: Keys | None = None,
        signed: bool = True,
        **changed: str,
    ) -> str:
        """The answer to the question in ``away``, as the provider's page would post it."""
        sent = parse_qs(urlsplit(away).query)["SAMLRequest"][0]
        asked = self.server.parse_authn_request(sent, BINDING_HTTP_REDIRECT).message
        told = {"in_response_to": asked.id, "destination": BACK, "sp_entity_id": OURS} | changed
        answer = self.server.create_authn_response(
            {},
            userid=subject,
            name_id=NameID(format=form, text=subject),
            authn={"class_ref": "urn:oasis:names:tc:SAML:2.0:ac:classes:Password"},
            sign_assertion=False,
            sign_response=False,
            **told,
        )
        with_key = keys or self.keys
        return _posted(_sign_assertion(str(answer), with_key) if signed else str(answer).encode())


def _sign_assertion(answer: str, keys: Keys) -> bytes:
    """The assertion alone, as most providers do."""
    from lxml import etree

    document = etree.fromstring(answer.encode())
    assertion = document.find("{urn:oasis:names:tc:SAML:2.0:assertion}Assertion")
    assert assertion is not None
    signed = OneLogin_Saml2_Utils.add_sign(etree.tostring(assertion), keys.private, keys.certificate)
    document.replace(assertion, etree.fromstring(signed))
    return bytes(etree.tostring(document))


def _posted(xml: bytes) -> str:
    return base64.b64encode(xml).decode()


def _changed(answer: str, change: Callable[[str], str]) -> str:
    return _posted(change(base64.b64decode(answer).decode()).encode())


def _service(name: str, back: str) -> str:
    return (
        f'<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{name}"><SPSSODescriptor '
        'protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><AssertionConsumerService index="1" '
        f'Binding="{BINDING_HTTP_POST}" Location="{back}"/></SPSSODescriptor></EntityDescriptor>'
    )


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> tuple[Saml, Path]:
    folder, keys = tmp_path_factory.mktemp("saml"), new_keys()
    (folder / "key.pem").write_text(keys.private)
    (folder / "certificate.pem").write_text(keys.certificate)
    set_up = {
        "entityid": ENTITY,
        "crypto_backend": "XMLSecurity",
        "key_file": str(folder / "key.pem"),
        "cert_file": str(folder / "certificate.pem"),
        "service": {
            "idp": {"endpoints": {"single_sign_on_service": [(f"{ENTITY}/sign-in", BINDING_HTTP_REDIRECT)]}}
        },
        "metadata": {"inline": [_service(OURS, BACK), _service("https://thief.test/saml", BACK)]},
    }
    config = IdPConfig().load(set_up)
    told = folder / "metadata.xml"
    told.write_text(str(entity_descriptor(config)))
    return Saml(Server(config=config), keys), told


@pytest.fixture
def there(provider: tuple[Saml, Path], settings: Settings) -> Saml:
    told = {"saml": {"name": "the school", "metadata": str(provider[1])}}
    settings.SIDEBYSIDE = settings.SIDEBYSIDE | {"SIGN_ON": told}
    return provider[0]


def bring(browser: Client, answer: str) -> Any:
    """The provider's page posts it, without our cookies; our own page posts it once more, with them."""
    page = Client().post("/sign-in/from-saml/", {"SAMLResponse": answer, "RelayState": "x"})
    found = re.search(r'name="SAMLResponse" value="([^"]*)"', page.content.decode())
    assert found
    return browser.post("/sign-in/from-saml/", {"SAMLResponse": html.unescape(found[1]), "here": "1"})


def link(browser: Client, there: Saml, subject: str, **how: Any) -> None:
    bring(browser, there.signs_in(way_there(browser, "/account/ways-in/with/saml/"), subject, **how))


def come_in(there: Saml, subject: str, **how: Any) -> Client:
    browser = Client()
    bring(browser, there.signs_in(way_there(browser, "/sign-in/with/saml/"), subject, **how))
    return browser


def test_there_and_back_signs_in_whoever_linked_it(cast: Cast, there: Saml) -> None:
    link(signed_in(cast.ana), there, "ana-there")
    assert whose(come_in(there, "ana-there")) == str(cast.ana.pk)


def test_an_unknown_name_opens_nothing_and_makes_nobody(cast: Cast, there: Saml) -> None:
    assert not is_in(come_in(there, cast.ana.email))
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("form", [NAMEID_FORMAT_TRANSIENT, NAMEID_FORMAT_EMAILADDRESS])
def test_a_name_that_may_be_anothers_tomorrow_links_nothing(cast: Cast, there: Saml, form: str) -> None:
    link(signed_in(cast.ana), there, "ana-there", form=form)
    assert not SocialAccount.objects.exists()


def test_what_another_key_signed_or_none_is_refused(cast: Cast, there: Saml) -> None:
    link(signed_in(cast.ana), there, "ana-there")
    assert not is_in(come_in(there, "ana-there", keys=new_keys()))
    assert not is_in(come_in(there, "ana-there", signed=False))


def test_words_changed_after_signing_are_refused(cast: Cast, there: Saml) -> None:
    link(signed_in(cast.ana), there, "ana-there")
    browser = Client()
    answer = there.signs_in(way_there(browser, "/sign-in/with/saml/"), "thief-there")
    bring(browser, _changed(answer, lambda xml: xml.replace("thief-there", "ana-there")))
    assert not is_in(browser)


def test_a_second_assertion_beside_the_signed_one_is_refused(cast: Cast, there: Saml) -> None:
    """Wrapping: one of the thief's own, signed, and a made-up one of Ana's before it."""
    link(signed_in(cast.ana), there, "ana-there")

    def wrapped(xml: str) -> str:
        found = re.search(r"<(\w+:)?Assertion.*</(\w+:)?Assertion>", xml, re.DOTALL)
        assert found
        forged = re.sub(r"<(\w+:)?Signature .*?</(\w+:)?Signature>", "", found[0], flags=re.DOTALL)
        forged = re.sub(r' ID="[^"]+"', ' ID="forged"', forged, count=1).replace("thief-there", "ana-there")
        return xml.replace(found[0], forged + found[0])

    browser = Client()
    answer = there.signs_in(way_there(browser, "/sign-in/with/saml/"), "thief-there")
    bring(browser, _changed(answer, wrapped))
    assert not is_in(browser)


def test_an_answer_works_once_and_in_its_own_session(cast: Cast, there: Saml) -> None:
    link(signed_in(cast.ana), there, "ana-there")
    browser, thief = Client(), Client()
    answer = there.signs_in(way_there(browser, "/sign-in/with/saml/"), "ana-there")
    way_there(thief, "/sign-in/with/saml/")
    bring(thief, answer)
    assert not is_in(thief)
    bring(browser, answer)
    assert is_in(browser)
    browser.post("/sign-out/")
    bring(browser, answer)
    assert not is_in(browser)
    way_there(browser, "/sign-in/with/saml/")
    bring(browser, answer)
    assert not is_in(browser)


def test_an_answer_to_no_question_is_refused(cast: Cast, there: Saml) -> None:
    """Also one whose envelope, which nobody signs, was made to name ours."""
    link(signed_in(cast.ana), there, "ana-there")
    caught = there.signs_in(way_there(Client(), "/sign-in/with/saml/"), "ana-there")
    browser = Client()
    bring(browser, caught)
    assert not is_in(browser)
    away = way_there(browser, "/sign-in/with/saml/")
    ours = there.server.parse_authn_request(
        parse_qs(urlsplit(away).query)["SAMLRequest"][0], BINDING_HTTP_REDIRECT
    ).message.id
    named = re.compile(r' InResponseTo="[^"]+"')
    bring(browser, _changed(caught, lambda xml: named.sub(f' InResponseTo="{ours}"', xml, count=1)))
    assert not is_in(browser)
    way_there(browser, "/sign-in/with/saml/")
    bring(browser, _changed(caught, lambda xml: named.sub("", xml, count=1)))
    assert not is_in(browser)


def test_an_answer_for_another_service_is_refused(cast: Cast, there: Saml) -> None:
    link(signed_in(cast.ana), there, "ana-there")
    browser = Client()
    away = way_there(browser, "/sign-in/with/saml/")
    answer = there.signs_in(away, "ana-there", sp_entity_id="https://thief.test/saml")
    bring(browser, answer)
    assert not is_in(browser)


def test_a_late_answer_is_refused(cast: Cast, there: Saml) -> None:
    link(signed_in(cast.ana), there, "ana-there")
    browser = Client()
    answer = there.signs_in(way_there(browser, "/sign-in/with/saml/"), "ana-there")
    session = browser.session
    session["saml_asked"] = session["saml_asked"] | {"at": time.time() - 601}
    session.save()
    bring(browser, answer)
    assert not is_in(browser)


@pytest.mark.parametrize(
    "sent", ["", "x", "PHg+", base64.b64encode(b"<a/>").decode(), base64.b64encode(b"\xff").decode()]
)
def test_what_is_no_answer_is_refused_in_peace(cast: Cast, there: Saml, sent: str) -> None:
    browser = Client()
    way_there(browser, "/sign-in/with/saml/")
    assert bring(browser, sent).headers["Location"] == "/sign-in/"


def test_a_document_that_reads_our_files_is_refused(cast: Cast, there: Saml, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("Quillsecret")
    evil = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]><a>&x;</a>'
    browser = Client()
    way_there(browser, "/sign-in/with/saml/")
    answer = bring(browser, _posted(evil.encode()))
    assert answer.headers["Location"] == "/sign-in/"
    assert "Quillsecret" not in browser.get("/sign-in/").content.decode()


def test_an_identity_belongs_to_one_account_and_a_closed_one_stays_closed(cast: Cast, there: Saml) -> None:
    link(signed_in(cast.ana), there, "ana-there")
    link(signed_in(cast.ben), there, "ana-there")
    assert SocialAccount.objects.get().user_id == cast.ana.pk
    actions.disable(cast.ana, cast.dora)
    assert not is_in(come_in(there, "ana-there"))


def test_what_the_provider_is_told_about_us_says_no_more_than_that(cast: Cast, there: Saml) -> None:
    told = Client().get("/sign-in/saml.xml")
    assert told.status_code == 200
    assert BACK in told.content.decode()


def test_without_one_there_is_no_such_address(cast: Cast) -> None:
    assert Client().post("/sign-in/from-saml/", {"SAMLResponse": "x"}).status_code == 404
    assert Client().get("/sign-in/saml.xml").status_code == 404
    assert Client().post("/sign-in/with/saml/").status_code == 404


def test_a_metadata_file_that_is_not_there_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SIDEBYSIDE_SAML_NAME", "Harbour")
    monkeypatch.setenv("SIDEBYSIDE_SAML_METADATA", str(tmp_path / "nothing.xml"))
    with pytest.raises(ImproperlyConfigured, match="SIDEBYSIDE_SAML_METADATA"):
        sign_ons()
    (tmp_path / "nothing.xml").write_text("<a/>")
    assert sign_ons()["saml"]["name"] == "Harbour"
