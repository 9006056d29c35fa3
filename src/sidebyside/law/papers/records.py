"""The records of processing: each sort of thing that is held, about whom, why, who sees it, how and how long."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from sidebyside.federation.access import is_in_one
from sidebyside.law.papers.measures import measures
from sidebyside.law.papers.parts import BY_HAND, Part, Row
from sidebyside.people.models import School
from sidebyside.trust.words import exception_at


def _sealed() -> str:
    return _("encrypted, a key for each")


def _plain() -> str:
    return _("in the database")


@dataclass(frozen=True)
class Record:
    """One row of the records. ``rooms``: whose holdings it speaks of, by the names they are registered under in
    ``trust/holdings``; the suite fails where a room is in no record."""

    rooms: tuple[str, ...]
    what: str
    about: str
    purpose: str
    seen_by: str
    kept: str
    until: str

    @property
    def row(self) -> Row:
        return (self.what, self.about, self.purpose, self.seen_by, self.kept, self.until)


def records_parts(school: School) -> list[Part]:
    heading = (_("What"), _("About whom"), _("What for"), _("Who sees it"), _("How it is kept"), _("Until"))
    rows = [one.row for one in records_of(school)]
    return [
        Part(_("What is processed"), table=(heading, *rows)),
        Part(
            _("Abroad"),
            (
                _("Nothing leaves the server but what stands under Processors. Where they are: %(l)s")
                % {"l": BY_HAND},
            ),
        ),
        Part(_("How it is kept safe"), measures()),
    ]


def records_of(school: School) -> tuple[Record, ...]:
    return (
        *_lessons_and_talks(),
        *_own_words(),
        *_shown_to_colleagues(),
        *_pupils(),
        *_coming_in(),
        *_running_the_programme(),
        *_figures(),
        *_watching_over_it(),
        *(_the_exception() if exception_at(school.pk) else ()),
        *(_across_schools() if is_in_one(school) else ()),
    )


def _lessons_and_talks() -> tuple[Record, ...]:
    return (
        Record(
            ("recordings",),
            _("Lesson films"),
            _("staff, pupils in shot"),
            _("coaching"),
            _("owner; coach while shared"),
            _sealed(),
            _("the owner deletes; %(l)s") % {"l": BY_HAND},
        ),
        Record(
            ("conversations",),
            _("Talks, in sound and words"),
            _("staff"),
            _("coaching"),
            _("both partners; an observer both let in"),
            _sealed(),
            _("one takes their voice out, or both delete"),
        ),
        Record(
            ("programme", "room", "reflection"),
            _("Focus, notes, next steps"),
            _("staff"),
            _("coaching"),
            _("author; partner as the page says"),
            _sealed(),
            _("the author’s key is destroyed"),
        ),
        Record(
            ("shelf",),
            _("What a pair puts on its shelf, files too, and plans of lessons"),
            _("staff"),
            _("planning lessons together"),
            _("whoever put it there; the partner"),
            _sealed(),
            _("taken off by whoever put it there"),
        ),
    )


def _own_words() -> tuple[Record, ...]:
    return (
        Record(
            ("reflection", "instruments", "library"),
            _("Diary, answers to forms, notes from training"),
            _("staff"),
            _("coaching"),
            _(
                "their writer; a diary entry that is brought to a meeting, the partner; what is shown, colleagues"
            ),
            _sealed(),
            _("erased by their writer at any time"),
        ),
        Record(
            ("voice",),
            _(
                "Voice notes: what somebody speaks into their diary or an interview, and what is written down of it"
            ),
            _("staff"),
            _("coaching"),
            _("whoever spoke; of an interview that was recorded with a colleague, that colleague"),
            _sealed(),
            _("erased by whoever spoke at any time, or with what it lies at"),
        ),
        Record(
            ("pairing",),
            _("With whom somebody would like to work, or would not"),
            _("staff"),
            _("proposing pairs"),
            _("the person alone; it weighs in proposals and is never told"),
            _sealed(),
            _("erased by the person at any time"),
        ),
    )


def _shown_to_colleagues() -> tuple[Record, ...]:
    return (
        Record(
            ("library", "events", "walks"),
            _("Additions to guides, readings, interests, posters with their pictures, lessons on offer"),
            _("staff"),
            _("learning from each other"),
            _("whoever made it; colleagues once it is shown, until it is taken back"),
            _sealed(),
            _("erased by whoever made it at any time"),
        ),
        Record(
            ("change",),
            _("Theories of change: what was said of where a programme begins and should lead"),
            _("staff"),
            _("planning the programme"),
            _("whoever made it; leaders, co-ordinator and participants once it is shown"),
            _sealed(),
            _("erased by whoever made it at any time"),
        ),
    )


def _pupils() -> tuple[Record, ...]:
    return (
        Record(
            ("consent",),
            _("Register of who may be filmed: names, guardians, their addresses and answers"),
            _("pupils, guardians"),
            _("showing nobody on film without a yes"),
            _("class teachers: their classes; data-protection lead"),
            _("names and addresses encrypted, a key for each pupil; answers in the database"),
            _("the pupil is taken out of the register; %(l)s") % {"l": BY_HAND},
        ),
        Record(
            ("consent",),
            _("Seating plans"),
            _("pupils"),
            _("keeping out of shot who has no yes"),
            _("class teachers, data-protection lead; whoever films: seats without names"),
            _plain(),
            _("the class is deleted; %(l)s") % {"l": BY_HAND},
        ),
    )


def _coming_in() -> tuple[Record, ...]:
    return (
        Record(
            (),
            _("Account"),
            _("staff"),
            _("coming in"),
            _("co-ordinator: name and e-mail"),
            _plain(),
            _("the account is closed; %(l)s") % {"l": BY_HAND},
        ),
    )


def _running_the_programme() -> tuple[Record, ...]:
    return (
        Record(
            ("library",),
            _("Dates of training"),
            _("staff"),
            _("knowing who has been trained"),
            _("the person; the co-ordinator"),
            _plain(),
            _("the person takes the tick away, or erases everything"),
        ),
        Record(
            ("programme",),
            _("Stages, dates, hours"),
            _("staff"),
            _("running the programme"),
            _("partners, co-ordinator"),
            _plain(),
            BY_HAND,
        ),
        Record(
            ("timetable",),
            _("Timetables: when somebody teaches, plans, is on duty or offers time"),
            _("staff"),
            _("finding times that both have"),
            _("the person; whoever brings the timetables in; the partner: times that both have"),
            _plain(),
            _("the person erases everything; %(l)s") % {"l": BY_HAND},
        ),
        Record(
            ("kit",),
            _("Bookings of cameras and of a technician"),
            _("staff"),
            _("lending them out"),
            _("the person and the partner; technician; co-ordinator"),
            _plain(),
            _("whose it was is forgotten when the person erases everything"),
        ),
    )


def _figures() -> tuple[Record, ...]:
    return (
        Record(
            ("figures",),
            _("Whether somebody agrees to be counted"),
            _("staff"),
            _("figures over answers"),
            _("the person alone"),
            _plain(),
            _("the person takes it back"),
        ),
        Record(
            ("figures",),
            _("How many gave which answer in a half-term, and shares made of it"),
            _("nobody: no tie to a person is kept"),
            _("knowing how the programme does"),
            _(
                "co-ordinator and leaders, as shares, where enough people answered; of three schools or more of a"
                " trust together, its links and all their co-ordinators and leaders"
            ),
            _("the counts encrypted, a key for each half-term; the shares in the database"),
            _(
                "the counts are deleted, with their key, once the figures of their year are made; the shares are kept,"
                " also when somebody erases their answers"
            ),
        ),
    )


def _watching_over_it() -> tuple[Record, ...]:
    return (
        Record((), _("Viewings"), _("staff"), _("showing owners who watched"), _("owner"), _plain(), BY_HAND),
        Record(
            (),
            _("Log of breaches"),
            _("no names"),
            _("the school’s duty"),
            _("co-ordinator"),
            _plain(),
            BY_HAND,
        ),
    )


def _the_exception() -> tuple[Record, ...]:
    return (
        Record(
            ("safeguarding",),
            _("Openings for safeguarding: who asked, when, and why"),
            _("staff"),
            _("looking into a concern about a child"),
            _("the two who are named; that it happened: whose recording it is"),
            _("reasons encrypted, under their author’s key"),
            _("the author erases the reason; that it happened stays with the owner"),
        ),
    )


def _across_schools() -> tuple[Record, ...]:
    return (
        Record(
            ("federation",),
            _("Who is the school’s link in its trust: name and e-mail"),
            _("staff"),
            _("keeping in touch with the other schools"),
            _("links and co-ordinators of the trust’s schools"),
            _plain(),
            _("the link or the co-ordinator ends it"),
        ),
        Record(
            ("federation",),
            _("Who is asked, or has said yes, to coach at another school of the trust: name and e-mail"),
            _("staff"),
            _("pairs of two schools"),
            _("the person, their school’s link, the programme’s co-ordinators"),
            _plain(),
            _("the person, the link or the co-ordinator ends it"),
        ),
    )
