"""A demo has open doors, so it answers nobody but a browser on the same computer."""

import ipaddress
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.http.request import split_domain_port

HOSTS = {"localhost", "127.0.0.1", "[::1]"}
# A tunnel or proxy adds one of these, whatever it says in Host. (`X-Forwarded-*` is matched by its beginning.)
SIGNS_OF_A_PROXY = {
    *(
        "HTTP_FORWARDED",
        "HTTP_VIA",
        "HTTP_X_REAL_IP",
        "HTTP_X_CLIENT_IP",
        "HTTP_CLIENT_IP",
        "HTTP_TRUE_CLIENT_IP",
    ),
    *(
        "HTTP_X_CLUSTER_CLIENT_IP",
        "HTTP_FASTLY_CLIENT_IP",
        "HTTP_FLY_CLIENT_IP",
        "HTTP_CDN_LOOP",
        "HTTP_X_HOST",
    ),
    *("HTTP_X_ORIGINAL_HOST", "HTTP_X_ORIGINAL_URL", "HTTP_X_REWRITE_URL", "HTTP_PROXY_CONNECTION"),
}
BEGINNINGS = ("HTTP_X_FORWARDED", "HTTP_CF_", "HTTP_TAILSCALE_", "HTTP_X_ENVOY_", "HTTP_X_ORIGINAL_FORWARDED")

Answer = Callable[[HttpRequest], HttpResponse]


def loopback_only(get_response: Answer) -> Answer:
    def middleware(request: HttpRequest) -> HttpResponse:
        if not (is_local_host(request) and is_direct(request) and is_local_peer(request)):
            return HttpResponseNotFound("Not found", content_type="text/plain; charset=utf-8")
        return get_response(request)

    return middleware


def is_local_host(request: HttpRequest) -> bool:
    return split_domain_port(request.META.get("HTTP_HOST", ""))[0] in HOSTS


def is_direct(request: HttpRequest) -> bool:
    return not any(name in SIGNS_OF_A_PROXY or name.startswith(BEGINNINGS) for name in request.META)


def is_local_peer(request: HttpRequest) -> bool:
    """An empty peer is the unix socket, to which only this computer comes."""
    peer = request.META.get("REMOTE_ADDR", "")
    try:
        return not peer or ipaddress.ip_address(peer).is_loopback
    except ValueError:
        return False
