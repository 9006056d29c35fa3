from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from sidebyside.people.models import Person, SchoolRole
from sidebyside.programme.models import CoOrdinator, Programme
from sidebyside.trust import audit


class Command(BaseCommand):
    help = (
        "Make somebody who has an account co-ordinator of their school and its programmes: when the one before "
        "has left or cannot come in. They see stages, dates and hours, never content."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the e-mail that the person signs in with")

    def handle(self, *args: object, **options: str) -> None:
        person = (
            Person.objects.select_related("school").filter(email=options["email"].strip().lower()).first()
        )
        if person is None or not person.is_active:
            raise CommandError(
                "No open account has that address. Invite the person first. Nothing was changed."
            )
        with transaction.atomic():
            SchoolRole.objects.get_or_create(
                person=person, school=person.school, role=SchoolRole.Role.CO_ORDINATOR
            )
            for programme in Programme.objects.filter(school=person.school, closed_at__isnull=True):
                CoOrdinator.objects.get_or_create(programme=programme, person=person)
            audit.did("became co-ordinator", "account", person.code)
        self.stdout.write(f"{person.name} co-ordinates {person.school.name} from now on.")
