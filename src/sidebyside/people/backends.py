from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sidebyside.people.models import Person


class EmailBackend(BaseBackend):
    def authenticate(
        self,
        request: HttpRequest | None,
        email: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> Person | None:
        if not email or password is None:
            return None
        person = Person.objects.filter(email=email.strip().lower()).first()
        if person is None:
            # As much work as for an account that exists, so that the time taken does not tell.
            make_password(password)
            return None
        # The password first, so that a closed account takes as long as an open one.
        return person if person.check_password(password) and person.is_active else None

    def get_user(self, user_id: int) -> Person | None:
        return Person.objects.filter(pk=user_id, is_active=True).select_related("school").first()


def counted_name(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """The name that wrong tries are counted under: as the account has it, however it was typed."""
    typed = (credentials or {}).get("email") or (request.POST.get("email", "") if request else "")
    return str(typed).strip().lower()


def shown_name(person: Person) -> str:
    return person.name


def too_many_tries(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    return render(request, "people/too_many_tries.html", status=429)
