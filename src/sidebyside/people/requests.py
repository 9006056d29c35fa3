from django.http import HttpRequest

from sidebyside.people.models import Person


class PersonRequest(HttpRequest):
    """A request behind the sign-in: ``SignInFirst`` has seen to it that somebody is there."""

    user: Person
