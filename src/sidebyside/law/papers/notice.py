"""The privacy notice for staff, and the part of papers on coaching with another school."""

from django.utils.translation import gettext as _

from sidebyside.consent.models import Charge
from sidebyside.federation.visits import schools_with
from sidebyside.law.papers.parts import BY_HAND, Part
from sidebyside.people.models import School
from sidebyside.trust.words import nobody_else, what_deleted_means, what_the_keeper_could_do


def notice_parts(school: School) -> list[Part]:
    return [
        Part(
            _("Who answers for it"),
            (
                _("The school. Its data-protection lead: %(line)s")
                % {"line": _data_leads(school) or BY_HAND},
                _("You can complain to the Information Commissioner’s Office, ico.org.uk."),
            ),
        ),
        Part(
            _("What is held about you"),
            (
                _("Your name, your school e-mail and a password that nobody can read."),
                _("What you make: films, sound of talks, what was said in them, notes, focus, next steps."),
                _("What is done: dates and hours of your cycles, who watched your film and when."),
            ),
        ),
        Part(
            _("Who sees it"),
            (
                nobody_else(school.pk, [one.pk for one in schools_with(school)]),
                _("Your co-ordinator sees stages, dates and hours."),
            ),
        ),
        *with_other_schools(school),
        Part(_("Whoever runs the server"), (what_the_keeper_could_do(school.pk),)),
        Part(
            _("Why, and on what ground"),
            (
                _("So that two teachers can coach each other. Ground, to be settled by the school: %(line)s")
                % {"line": BY_HAND},
                _(
                    "It is not used for appraisal. Nothing in it rates anybody, and no decision is made by a machine."
                ),
            ),
        ),
        Part(
            _("How long"), (what_deleted_means(), _("The school’s own dates: %(line)s") % {"line": BY_HAND})
        ),
        Part(
            _("What you can do"),
            (
                _("See and take away what you made, from the pages of each cycle."),
                _("Change what you wrote, take back a share, delete a film or your voice in a talk."),
                _("Leave at any time and without reasons."),
                _("Ask the school for all that is held, to correct it, or to erase it."),
            ),
        ),
    ]


def with_other_schools(school: School) -> list[Part]:
    """Where somebody coaches across schools: both answer for it, by an arrangement that has to be in writing."""
    others = schools_with(school)
    if not others:
        return []
    return [
        Part(
            _("Coaching with another school"),
            (
                _("Somebody coaches across between this school and: %(schools)s.")
                % {"schools": ", ".join(one.name for one in others)},
                _(
                    "Both schools are controllers (UK GDPR, article 26). The arrangement between them, of which "
                    "people may read what matters: %(line)s"
                )
                % {"line": BY_HAND},
                _(
                    "Each school’s own rules hold for the films of its own staff. A film is shown to a coach of "
                    "another school only once no pupil can be recognised in it."
                ),
            ),
        )
    ]


def _data_leads(school: School) -> str:
    """Whoever has the task here; empty where it is nobody's."""
    found = school.charges.filter(what=Charge.What.DATA_LEAD, person__is_active=True)
    return _(", ").join(found.order_by("person__name").values_list("person__name", flat=True))
