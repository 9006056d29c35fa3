"""Whom to tell about a hole: RFC 9116, from the operator's setting; nothing where none is set."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from sidebyside.trust import doors

# The standard asks for less than a year.
GOOD_FOR = timedelta(days=180)


@login_not_required
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    contact = str(settings.SIDEBYSIDE["SECURITY_CONTACT"])
    if not contact:
        doors.nothing_here()
    ends = (timezone.now() + GOOD_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {contact}",
        f"Expires: {ends:%Y-%m-%dT%H:%M:%SZ}",
        f"Canonical: {str(settings.SIDEBYSIDE['PUBLIC_URL']).rstrip('/')}{reverse('security-txt')}",
        "Preferred-Languages: en",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
