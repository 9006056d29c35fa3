"""The papers that the law asks a school for, filled in with what the product knows of how it is run here.

What only the school can know is left as a line to be filled in by hand, and looks like one.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from sidebyside.consent.models import Charge
from sidebyside.federation.access import is_in_one
from sidebyside.federation.visits import schools_with
from sidebyside.people.models import School
from sidebyside.trust.words import exception_at, nobody_else, what_deleted_means, what_the_keeper_could_do

# Raised whenever the words below change, so that a printed paper can be told from a newer one.
VERSION = 4
BY_HAND = "…………………………"


@dataclass(frozen=True)
class Part:
    heading: str
    lines: tuple[str, ...] = ()
    # The first row is the heading.
    table: tuple[tuple[str, ...], ...] = ()

    @property
    def labelled(self) -> list[list[tuple[str, str]]]:
        """Each row with its headings, for a screen that is narrower than the table."""
        return [list(zip(self.table[0], row, strict=True)) for row in self.table[1:]]


@dataclass(frozen=True)
class Paper:
    kind: str
    title: str
    school: str
    made_at: datetime
    parts: tuple[Part, ...] = field(default_factory=tuple)

    @property
    def dated(self) -> str:
        when = timezone.localtime(self.made_at)
        return _("%(school)s. Version %(version)s, filled in on %(day)s.") % {
            "school": self.school,
            "version": VERSION,
            "day": f"{when.day} {when:%B %Y}",
        }


def title_of(kind: str) -> str:
    return {
        "notice": _("Privacy notice for staff"),
        "records": _("Records of processing"),
        "processors": _("Processors"),
        "assessment": _("Data-protection impact assessment"),
    }[kind]


def paper(kind: str, school: School) -> Paper:
    return Paper(kind, title_of(kind), school.name, timezone.now(), tuple(PAPERS[kind](school)))


def _notice(school: School) -> list[Part]:
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
        *_with_other_schools(school),
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


def _with_other_schools(school: School) -> list[Part]:
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


def _records(school: School) -> list[Part]:
    heading = (_("What"), _("About whom"), _("What for"), _("Who sees it"), _("How it is kept"), _("Until"))
    sealed, plain = _("encrypted, a key for each"), _("in the database")
    rows: tuple[tuple[str, ...], ...] = (
        (
            _("Account"),
            _("staff"),
            _("coming in"),
            _("co-ordinator: name and e-mail"),
            plain,
            _("the account is closed; %(l)s") % {"l": BY_HAND},
        ),
        (
            _("Lesson films"),
            _("staff, pupils in shot"),
            _("coaching"),
            _("owner; coach while shared"),
            sealed,
            _("the owner deletes; %(l)s") % {"l": BY_HAND},
        ),
        (
            _("Register of who may be filmed: names, guardians, their addresses and answers"),
            _("pupils, guardians"),
            _("showing nobody on film without a yes"),
            _("class teachers: their classes; data-protection lead"),
            _("names and addresses encrypted, a key for each pupil; answers in the database"),
            _("the pupil is taken out of the register; %(l)s") % {"l": BY_HAND},
        ),
        (
            _("Seating plans"),
            _("pupils"),
            _("keeping out of shot who has no yes"),
            _("class teachers, data-protection lead; whoever films: seats without names"),
            plain,
            _("the class is deleted; %(l)s") % {"l": BY_HAND},
        ),
        (
            _("Talks, in sound and words"),
            _("staff"),
            _("coaching"),
            _("both partners; an observer both let in"),
            sealed,
            _("one takes their voice out, or both delete"),
        ),
        (
            _("Focus, notes, next steps"),
            _("staff"),
            _("coaching"),
            _("author; partner as the page says"),
            sealed,
            _("the author’s key is destroyed"),
        ),
        (
            _("Diary, answers to forms, notes from training"),
            _("staff"),
            _("coaching"),
            _(
                "their writer; a diary entry that is brought to a meeting, the partner; what is shown, colleagues"
            ),
            sealed,
            _("erased by their writer at any time"),
        ),
        (
            _("Voice notes: what somebody speaks into their diary or an interview"),
            _("staff"),
            _("coaching"),
            _("whoever spoke; of an interview that was recorded with a colleague, that colleague"),
            sealed,
            _("erased by whoever spoke at any time, or with what it lies at"),
        ),
        (
            _("Dates of training"),
            _("staff"),
            _("knowing who has been trained"),
            _("the person; the co-ordinator"),
            plain,
            _("the person takes the tick away, or erases everything"),
        ),
        (
            _("Stages, dates, hours"),
            _("staff"),
            _("running the programme"),
            _("partners, co-ordinator"),
            plain,
            BY_HAND,
        ),
        (
            _("Whether somebody agrees to be counted"),
            _("staff"),
            _("figures over answers"),
            _("the person alone"),
            plain,
            _("the person takes it back"),
        ),
        (
            _("How many gave which answer in a half-term"),
            _("nobody: no tie to a person is kept"),
            _("knowing how the programme does"),
            _(
                "co-ordinator and leaders, as shares, where enough people answered; of three schools or more of a"
                " trust together, its links and all their co-ordinators and leaders"
            ),
            plain,
            _("kept; what was counted is not counted again, also when somebody erases their answers"),
        ),
        (_("Viewings"), _("staff"), _("showing owners who watched"), _("owner"), plain, BY_HAND),
        (_("Log of breaches"), _("no names"), _("the school’s duty"), _("co-ordinator"), plain, BY_HAND),
    )
    if exception_at(school.pk):
        rows += (
            (
                _("Openings for safeguarding: who asked, when, and why"),
                _("staff"),
                _("looking into a concern about a child"),
                _("the two who are named; that it happened: whose recording it is"),
                _("reasons encrypted, under their author’s key"),
                _("the author erases the reason; that it happened stays with the owner"),
            ),
        )
    if is_in_one(school):
        rows += (
            (
                _("Who is the school’s link in its trust: name and e-mail"),
                _("staff"),
                _("keeping in touch with the other schools"),
                _("links and co-ordinators of the trust’s schools"),
                plain,
                _("the link or the co-ordinator ends it"),
            ),
            (
                _("Who is asked, or has said yes, to coach at another school of the trust: name and e-mail"),
                _("staff"),
                _("pairs of two schools"),
                _("the person, their school’s link, the programme’s co-ordinators"),
                plain,
                _("the person, the link or the co-ordinator ends it"),
            ),
        )
    return [
        Part(_("What is processed"), table=(heading, *rows)),
        Part(
            _("Abroad"),
            (
                _("Nothing leaves the server but what stands under Processors. Where they are: %(l)s")
                % {"l": BY_HAND},
            ),
        ),
        Part(_("How it is kept safe"), _measures()),
    ]


def _processors(school: School) -> list[Part]:
    rows = [(_("Whose"), _("What they get"), _("Contract, place"))]
    rows.append((_("Whoever runs the server"), what_the_keeper_could_do(school.pk), BY_HAND))
    if _films_elsewhere():
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


def _assessment(school: School) -> list[Part]:
    risk = (_("Risk"), _("What the product does"), _("What is left"))
    rows: tuple[tuple[str, ...], ...] = (
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
    if exception := exception_at(school.pk):
        rows += (
            (
                _("The exception for safeguarding is used to watch a teacher"),
                _(
                    "%(exception)s Both show a second factor and type a reason; an hour, one recording, no download; "
                    "nothing of before."
                )
                % {"exception": exception},
                _("two people who agree to misuse it: the owner knows, and can say so; %(l)s")
                % {"l": BY_HAND},
            ),
        )
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
        *_with_other_schools(school),
        Part(_("Risks and what stands against them"), table=(risk, *rows)),
        Part(_("How it is kept safe"), _measures()),
        Part(
            _("Decision"),
            (
                _("Advice of the data-protection lead: %(l)s") % {"l": BY_HAND},
                _("Decided by, on: %(l)s") % {"l": BY_HAND},
                _("Looked at again on: %(l)s") % {"l": BY_HAND},
            ),
        ),
    ]


def _measures() -> tuple[str, ...]:
    secure = str(settings.SIDEBYSIDE["PUBLIC_URL"]).startswith("https://")
    return (
        _("Films and words are encrypted with AES-256, with a key for each recording and each author."),
        _("Films lie with a storage service, sealed.")
        if _films_elsewhere()
        else _("Films lie on the school’s own server, sealed."),
        _("Every page comes over https.")
        if secure
        else _("Pages do not come over https yet: set that up before real use."),
        _("Backups are sealed with keys that are destroyed after 35 days."),
        _("Each viewing of a film is noted, and its owner sees it."),
        _("Logs and mails hold nothing of what people made."),
    )


def _films_elsewhere() -> bool:
    return str(settings.STORAGES.get("recordings", {}).get("BACKEND", "")).endswith("S3Storage")


PAPERS: dict[str, Callable[[School], list[Part]]] = {
    "notice": _notice,
    "records": _records,
    "processors": _processors,
    "assessment": _assessment,
}
