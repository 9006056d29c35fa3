from django.http import HttpRequest

from sidebyside.people.models import Person

# What surrounds a file in a form, in bytes.
ROOM_FOR_THE_FORM_BYTES = 64 * 1024


class PersonRequest(HttpRequest):
    """A request behind the sign-in: ``SignInFirst`` has seen to it that somebody is there."""

    user: Person


def was_read_past(request: HttpRequest, most: int) -> bool:
    """Whether a form came with more than a file of ``most`` bytes: it is then not among the request's files. By the
    length that was said, which is digits or nothing (``web.middleware.body_limit``)."""
    return int(request.META.get("CONTENT_LENGTH") or 0) > most + ROOM_FOR_THE_FORM_BYTES
