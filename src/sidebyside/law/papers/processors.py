"""Who works for the school on what it holds, and who does not."""

from django.conf import settings
from django.utils.translation import gettext as _

from sidebyside.law.papers.measures import films_elsewhere
from sidebyside.law.papers.parts import BY_HAND, Part
from sidebyside.people.models import School
from sidebyside.trust.words import what_the_keeper_could_do


def processors_parts(school: School) -> list[Part]:
    rows = [(_("Whose"), _("What they get"), _("Contract, place"))]
    rows.append((_("Whoever runs the server"), what_the_keeper_could_do(school.pk), BY_HAND))
    if films_elsewhere():
        rows.append(
            (_("The storage service of the films"), _("sealed bytes and random names, never a key"), BY_HAND)
        )
    if settings.SIDEBYSIDE["KEY_SERVICE"]:
        rows.append((_("The key service"), _("wrapped keys; no content"), BY_HAND))
    rows.append(
        (_("The mail provider"), _("e-mail addresses, names in an invitation, links; no content"), BY_HAND)
    )
    rows.append(
        (
            _("Calendar providers that somebody chooses"),
            _("times and the words “Sidebyside: meeting” or “lesson”"),
            BY_HAND,
        )
    )
    return [
        Part(_("Who works for the school"), table=tuple(rows)),
        Part(
            _("Who does not"),
            (
                _(
                    "Writing talks down, finding faces and suggesting codes are done on the school’s own server, "
                    "by models that lie there."
                ),
                _("No page loads anything from another site. There are no counters of visitors."),
            ),
        ),
    ]
