"""Sign-ins of the schools' own (OpenID Connect). An identity opens the account that linked it, and no other.

The library speaks the protocol: state, PKCE, exchange of the code. What it leaves open is closed here: each ID token's
signature, issuer, audience, times and nonce are checked, nothing is asked for about the person, and what is done with
an identity is ours alone (``identities``). See docs/adr/0020.
"""

import secrets
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest

from sidebyside.people.identities import NONCE, uid_of
from sidebyside.people.mail import address_of

# Signed with a key pair; a secret that both hold would let whoever reads our settings sign in as anybody.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
_CLAIMS = ["iss", "sub", "aud", "exp", "iat", "nonce"]
_LEEWAY_S = 60

NotReached = requests.RequestException
Refused = OAuth2Error


class Speaker(OpenIDConnectOAuth2Adapter):
    """What talks to one provider on behalf of one request."""

    def __init__(self, request: HttpRequest, key: str) -> None:
        super().__init__(request, key)

    def get_provider(self) -> "Provider":
        return provider(self.request, self.provider_id)

    @property
    def openid_config(self) -> dict[str, Any]:
        told: dict[str, Any] = super().openid_config
        issuer = self.get_provider().issuer
        if str(told.get("issuer", "")).rstrip("/") != issuer:
            raise OAuth2Error("It calls itself by another name than the one that was set.")
        return told

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return address_of("people:from-elsewhere", provider=self.provider_id)

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        id_token = kwargs["response"].get("id_token")
        if not isinstance(id_token, str):
            raise OAuth2Error("No ID token came.")
        claims = self.read(id_token)
        account = SocialAccount(
            provider=self.provider_id, uid=uid_of(claims["iss"], claims["sub"]), extra_data={}
        )
        login = SocialLogin(account=account, provider=self.get_provider())
        login.nonce = claims[NONCE]
        login.ending = self._ending(id_token)
        return login

    def read(self, id_token: str) -> dict[str, Any]:
        """The claims of an ID token that this provider signed for us. Raises ``Refused``."""
        ours = self.get_provider().app.client_id
        try:
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key=self._key(id_token),
                algorithms=_ALGORITHMS,
                audience=ours,
                issuer=self.openid_config["issuer"],
                leeway=_LEEWAY_S,
                options={"require": _CLAIMS},
            )
        except (jwt.PyJWTError, ValueError, TypeError, KeyError) as error:
            raise OAuth2Error("The ID token does not hold.") from error
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if (several or "azp" in claims) and claims.get("azp") != ours:
            raise OAuth2Error("The ID token is meant for somebody else.")
        return claims

    def _key(self, id_token: str) -> jwt.PyJWK:
        header = jwt.get_unverified_header(id_token)
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        fitting = [
            key for key in keys if header.get("kid") in {None, key.key_id} and key.public_key_use != "enc"
        ]
        if len(fitting) != 1:
            raise OAuth2Error("No key, or more than one, fits the ID token.")
        return fitting[0]

    def _ending(self, id_token: str) -> str:
        """The address that ends the session there, too; empty where the provider offers none."""
        at = str(self.openid_config.get("end_session_endpoint", ""))
        if urlsplit(at).scheme not in {"https", urlsplit(self.get_provider().issuer).scheme}:
            return ""
        told = {
            "id_token_hint": id_token,
            "client_id": self.get_provider().app.client_id,
            "post_logout_redirect_uri": address_of("people:sign-in"),
        }
        return f"{at}{'&' if '?' in at else '?'}{urlencode(told)}"


class Provider(OpenIDConnectProvider):
    oauth2_adapter_class = Speaker
    pkce_enabled_default = True

    @property
    def issuer(self) -> str:
        return str(self.app.settings["server_url"])

    def get_default_scope(self) -> list[str]:
        # Neither address nor name: we need to know that it is the same person as before, and no more.
        return ["openid"]

    def get_pkce_params(self) -> dict[str, str]:
        return dict(super().get_pkce_params())


def provider(request: HttpRequest, key: str) -> Provider:
    """Raises KeyError where none is set by that key."""
    told = settings.SIDEBYSIDE["SIGN_ON"][key]
    app = SocialApp(
        provider="openid_connect",
        provider_id=key,
        name=told["name"],
        client_id=told["client_id"],
        secret=told["secret"],
        settings={"server_url": told["issuer"], "oauth_pkce_enabled": True},
    )
    return Provider(request, app=app)


def begin(request: HttpRequest, key: str, process: str, onward: str, person: int | None) -> str:
    """The provider's address to go to. Raises KeyError, ``NotReached``, ``Refused``."""
    nonce = secrets.token_urlsafe(32)
    asked = provider(request, key)
    answer = asked.redirect(
        request, process, next_url=onward, auth_params={NONCE: nonce}, nonce=nonce, person=person
    )
    if answer.status_code != 302:
        raise OAuth2Error("It could not be asked.")
    return str(answer.headers["Location"])
