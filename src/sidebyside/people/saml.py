"""Sign-ins of the schools' own that speak SAML 2. The same rules as for OpenID Connect: see ``identities``.

``python3-saml`` reads and checks what comes. Only an answer to a question that this very session asked is taken, once.
"""

import time
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.http import HttpRequest
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML

from sidebyside.people.identities import NONCE, uid_of
from sidebyside.people.mail import address_of

KEY = "saml"
_ASKED = "saml_asked"
# As long as it may take to sign in over there.
_ANSWER_WITHIN_S = 600
# The only form of a name that says the same person each time and is no address, which may be given to another.
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
_POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
_CONFIRMATIONS = "//saml:Assertion/saml:Subject/saml:SubjectConfirmation/saml:SubjectConfirmationData"


class Refused(Exception):
    """What came is no answer to what we asked, or does not hold."""


def begin(request: HttpRequest, process: str, onward: str, person: int | None) -> str:
    """The provider's address to go to; the session remembers what it asked. One question at a time."""
    auth = _auth({})
    at = str(auth.login(return_to=address_of("people:sign-in")))
    request.session[_ASKED] = {
        "id": auth.get_last_request_id(),
        "process": process,
        "next": onward,
        "person": person,
        "at": time.time(),
    }
    return at


def answer(request: HttpRequest) -> SocialLogin:
    """Whom the provider vouches for. Raises ``Refused``; the question is used up either way."""
    asked = request.session.pop(_ASKED, None)
    if not isinstance(asked, dict) or not 0 <= time.time() - asked["at"] <= _ANSWER_WITHIN_S:
        raise Refused
    auth = _auth({"SAMLResponse": request.POST.get("SAMLResponse", "")})
    try:
        auth.process_response(request_id=asked["id"])
    except Exception as error:
        # Anybody may send anything here, and the library raises whatever its parsers do.
        raise Refused from error
    if auth.get_errors() or not auth.is_authenticated() or not _answers(auth, asked["id"]):
        raise Refused
    if auth.get_nameid_format() != PERSISTENT or not auth.get_nameid():
        raise Refused
    issuer = str(_set_up()["idp"]["entityId"])
    account = SocialAccount(provider=KEY, uid=uid_of(issuer, str(auth.get_nameid())), extra_data={})
    login = SocialLogin(account=account)
    login.nonce, login.ending = asked["id"], ""
    login.state = {
        "process": asked["process"],
        "next": asked["next"],
        "person": asked["person"],
        NONCE: asked["id"],
    }
    return login


def metadata() -> str:
    """What the school's provider is told about us, as XML."""
    return str(OneLogin_Saml2_Settings(_set_up(), sp_validation_only=True).get_sp_metadata())


def _answers(auth: Any, asked: str) -> bool:
    """Whether the assertion, which is what is signed, names our question: the library looks at the envelope, where it
    names one at all."""
    document = OneLogin_Saml2_XML.query(_document(auth), _CONFIRMATIONS)
    return len(document) == 1 and document[0].get("InResponseTo") == asked


def _document(auth: Any) -> Any:
    return OneLogin_Saml2_XML.to_etree(auth.get_last_response_xml())


def _auth(posted: dict[str, str]) -> Any:
    # The address that people type, whatever a proxy in between calls it.
    at = urlsplit(address_of("people:from-saml"))
    told = {
        "https": "on" if at.scheme == "https" else "off",
        "http_host": at.netloc,
        "script_name": at.path,
        "get_data": {},
        "post_data": posted,
    }
    return OneLogin_Saml2_Auth(told, _set_up())


def _set_up() -> dict[str, Any]:
    path = Path(settings.SIDEBYSIDE["SIGN_ON"][KEY]["metadata"])
    back = address_of("people:from-saml")
    return {
        "strict": True,
        "debug": False,
        "security": {
            "wantAssertionsSigned": True,
            "wantNameId": True,
            "wantAttributeStatement": False,
            "rejectDeprecatedAlgorithm": True,
            "rejectUnsolicitedResponsesWithInResponseTo": False,
            "requestedAuthnContext": False,
            "allowSingleLabelDomains": True,
        },
        "sp": {
            "entityId": address_of("people:saml-metadata"),
            "assertionConsumerService": {"url": back, "binding": _POST},
            "NameIDFormat": PERSISTENT,
        },
        "idp": _provider(path, path.stat().st_mtime_ns),
    }


@cache
def _provider(path: Path, _changed: int) -> dict[str, Any]:
    """As its metadata file says, which the operator saved: nothing is fetched."""
    return dict(OneLogin_Saml2_IdPMetadataParser.parse(path.read_bytes())["idp"])
