"""The assessment of impact on data protection: what could go wrong, what stands against it, and what is left."""

from django.utils.translation import gettext as _

from sidebyside.law.papers.measures import measures
from sidebyside.law.papers.notice import with_other_schools
from sidebyside.law.papers.parts import BY_HAND, Part, Row
from sidebyside.people.models import School
from sidebyside.trust.words import exception_at, what_deleted_means, what_the_keeper_could_do


def assessment_parts(school: School) -> list[Part]:
    heading = (_("Risk"), _("What the product does"), _("What is left"))
    return [
        Part(
            _("What is planned"),
            (
                _(
                    "Teachers film own lessons, watch them with a partner and talk about them. "
                    "Purpose and people: %(l)s"
                )
                % {"l": BY_HAND},
            ),
        ),
        Part(
            _("Whether it is needed"),
            (
                _("What would be lost with less (notes only, sound only): %(l)s") % {"l": BY_HAND},
                _("Who was asked, and what they said: %(l)s") % {"l": BY_HAND},
            ),
        ),
        *with_other_schools(school),
        Part(
            _("Risks and what stands against them"),
            table=(heading, *_risks(school), *_risks_of_the_exception(school)),
        ),
        Part(_("How it is kept safe"), measures()),
        Part(
            _("Decision"),
            (
                _("Advice of the data-protection lead: %(l)s") % {"l": BY_HAND},
                _("Decided by, on: %(l)s") % {"l": BY_HAND},
                _("Looked at again on: %(l)s") % {"l": BY_HAND},
            ),
        ),
    ]


def _risks(school: School) -> tuple[Row, ...]:
    return (
        (
            _("Films are used to judge a teacher"),
            _("No role opens them; no ratings, no lists; the owner shares and takes back."),
            _("pressure outside the product"),
        ),
        (
            _("Pupils are filmed against their or their parents’ will"),
            _(
                "It keeps the register of what guardians and pupils said. Where the school uses it, a film is shared "
                "only while everybody who may be in shot has a yes; a yes taken back ends the share at once. "
                "Faces can be hidden."
            ),
            _("a register that is not kept up to date, a class wrongly named; %(l)s") % {"l": BY_HAND},
        ),
        (
            _("Somebody gets in who may not"),
            _("One policy, tried by every role on every address; limits on guessing."),
            _("a password that is given away"),
        ),
        (
            _("A disk or a backup is stolen"),
            _("Everything made is encrypted; keys lie apart."),
            _("the master key taken with it"),
        ),
        (
            _("Whoever runs the server looks"),
            what_the_keeper_could_do(school.pk),
            _("only the agreement stops it"),
        ),
        (_("Something deleted comes back"), what_deleted_means(), _("backups of other making")),
        (
            _("A machine judges a talk"),
            _("Suggestions say why and how sure; the pair decides; nothing becomes a figure about anybody."),
            _("a suggestion that is wrong and believed"),
        ),
    )


def _risks_of_the_exception(school: School) -> tuple[Row, ...]:
    exception = exception_at(school.pk)
    if not exception:
        return ()
    return (
        (
            _("The exception for safeguarding is used to watch a teacher"),
            _(
                "%(exception)s Both show a second factor and type a reason; an hour, one recording, no download; "
                "nothing of before."
            )
            % {"exception": exception},
            _("two people who agree to misuse it: the owner knows, and can say so; %(l)s") % {"l": BY_HAND},
        ),
    )
