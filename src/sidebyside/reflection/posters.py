"""One's own next steps as words that a poster may begin with."""

from collections.abc import Iterable

from sidebyside.events.starting import Own
from sidebyside.people.models import Person
from sidebyside.programme.models import Programme
from sidebyside.reflection.models import NextStep


def own_steps(person: Person, programme: Programme) -> Iterable[Own]:
    rows = NextStep.objects.select_related("owner").filter(
        owner=person, strand__cycle__partnership__programme=programme
    )
    for one in rows.order_by("-pk"):
        if one.what:
            yield Own(one.code, "take", one.what)
        if one.came_of_it:
            yield Own(one.code, "saw", one.came_of_it)
