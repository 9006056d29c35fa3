"""What home says of a partner's talks: one line each, with the page on which it is answered."""

from django.urls import reverse
from django.utils.translation import gettext as _

from sidebyside.conversations.asked import Asked, What, asked_of
from sidebyside.people.models import Person
from sidebyside.programme.models import Membership
from sidebyside.web.next_for_you import Waiting, others, strands_in


def asked_about_talks(person: Person, memberships: list[Membership]) -> list[Waiting]:
    """Partnerships that are over count as well: their talks are both partners' for good."""
    mine = [one for one in memberships if one.accepted_at is not None]
    strands = [strand for one in mine for strand in strands_in(one.partnership.cycles.all(), person)]
    return [_said(one, person) for one in asked_of(person, strands)]


def _said(one: Asked, person: Person) -> Waiting:
    name = {"name": one.name}
    heading, button, page = {
        What.DELETE: (_("%(name)s proposes to delete something of your talk"), _("Yes or no"), "talk"),
        What.SIGN: (
            _("%(name)s has signed off what was written of your talk"),
            _("Read and sign"),
            "written",
        ),
        What.SIGN_AGAIN: (
            _("What was written of your talk has changed since you signed"),
            _("Read again"),
            "written",
        ),
        What.LET_IN: (_("%(name)s asks to let a colleague read your talk"), _("Yes or no"), "written"),
    }[one.what]
    return Waiting(
        above=_("Cycle %(number)s with %(names)s")
        % {"number": one.strand.cycle.number, "names": others(one.strand.cycle.partnership, person)},
        heading=heading % name if one.name else heading,
        text="",
        button=button,
        url=reverse(f"conversations:{page}", args=[one.strand.code]),
        more="",
    )
