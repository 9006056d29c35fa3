import uuid
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from sidebyside.federation import access, actions
from sidebyside.federation.models import Federation
from sidebyside.people.models import School

LONGEST = 120


class Command(BaseCommand):
    help = (
        "Put schools of this server together as one trust, take one out, or list them. No school sees into another "
        "by it: co-ordinators and links see the schools' names and who is the link at each."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("trust", help="the trust's name, in quotes; made if there is none of that name")
        for option, does in (("--add", "put a school in"), ("--remove", "take a school out")):
            parser.add_argument(
                option,
                action="append",
                default=[],
                metavar="SCHOOL",
                help=f"{does}: its name in quotes, or its id; may be given several times",
            )

    def handle(self, *args: object, **options: Any) -> None:
        name = options["trust"].strip()
        if not 0 < len(name) <= LONGEST:
            raise CommandError(f"A trust's name has 1 to {LONGEST} characters. Nothing was changed.")
        with transaction.atomic():
            federation = Federation.objects.filter(name=name).first()
            if federation is None:
                if not options["add"]:
                    raise CommandError(
                        f'There is no trust "{name}". Make it with its first school: --add "SCHOOL".'
                    )
                federation = Federation.objects.create(name=name)
            added, removed = ([_school(words) for words in options[what]] for what in ("add", "remove"))
            # All at once and in one order, before the trust: as where its figures are decided (``over_trust.decide``).
            named = School.objects.filter(pk__in=[one.pk for one in (*added, *removed)])
            list(named.order_by("pk").select_for_update(no_key=True))
            for school in added:
                _add(federation, school)
            for school in removed:
                if not actions.remove(federation, school):
                    raise CommandError(f"{school.name} is not in {name}. Nothing was changed.")
        self._list(federation)

    def _list(self, federation: Federation) -> None:
        members = access.schools_of(federation)
        self.stdout.write(f"{federation.name}, {len(members)} school{'' if len(members) == 1 else 's'}:")
        for one in members:
            self.stdout.write(f"  {one.school.name} ({one.school.code})")


def _school(words: str) -> School:
    """By its name or its id. Raises CommandError where there is none, or more than one."""
    try:
        found = list(School.objects.filter(code=uuid.UUID(words.strip())))
    except ValueError:
        found = list(School.objects.filter(name=words.strip()).order_by("pk"))
    if not found:
        raise CommandError(f'No school here is called "{words}". Nothing was changed.')
    if len(found) > 1:
        ids = ", ".join(str(one.code) for one in found)
        raise CommandError(f'Several schools are called "{words}". Give an id: {ids}. Nothing was changed.')
    return found[0]


def _add(federation: Federation, school: School) -> None:
    try:
        actions.add(federation, school)
    except actions.NotPossible:
        raise CommandError(
            f"{school.name} is in another trust. Take it out of that one first. Nothing was changed."
        ) from None
