import zoneinfo
from argparse import ArgumentParser

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from sidebyside.people import actions
from sidebyside.people.mail import address_of
from sidebyside.people.models import INVITATION_DAYS, Person


class Command(BaseCommand):
    help = "Make a school and print the one-time link by which its first co-ordinator comes in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("school", help="the school's name, in quotes")
        parser.add_argument(
            "--email", required=True, help="the co-ordinator's e-mail; the link is bound to it"
        )
        parser.add_argument("--name", default="", help="the co-ordinator's name")
        parser.add_argument("--zone", default="Europe/London", help="the school's time zone")

    def handle(self, *args: object, **options: str) -> None:
        email = options["email"].strip().lower()
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email} is no e-mail address. Nothing was made.") from None
        if options["zone"] not in zoneinfo.available_timezones():
            raise CommandError(f"{options['zone']} is no time zone; write one such as Europe/London.")
        if Person.objects.filter(email=email).exists():
            raise CommandError("That address has an account already; use another one. Nothing was made.")
        _invitation, secret = actions.invite_first_co_ordinator(
            options["school"], email, options["name"], options["zone"]
        )
        self.stdout.write(f"{options['school']} is made. Give this link to {email}; it works once,")
        self.stdout.write(f"for {INVITATION_DAYS} days, and is shown only here:")
        self.stdout.write(address_of("people:join", token=secret))
