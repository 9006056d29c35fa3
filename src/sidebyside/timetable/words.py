"""What the room's pages say: of years typed wrong and of rows that cannot be read."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from sidebyside.core import calendar
from sidebyside.core.calendar import tables

WEEKDAYS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)
WEEK_NAMES = (gettext_lazy("week A"), gettext_lazy("week B"))
COLUMNS = {
    "email": gettext_lazy("E-mail"),
    "name": pgettext_lazy("column", "Name"),
    "first": gettext_lazy("First name"),
    "last": gettext_lazy("Last name"),
    "week": gettext_lazy("Week"),
    "day": gettext_lazy("Day"),
    "period": gettext_lazy("Period"),
    "use": gettext_lazy("What it is"),
}


def year_problem(problem: calendar.Problem) -> str:
    about = {"one": problem.one, "other": problem.other}
    return {
        "no term": _("A year needs a term: its name, its first and its last day."),
        "term backwards": _("“%(one)s” ends before it begins. Look at its two days."),
        "terms overlap": _("“%(one)s” and “%(other)s” share days. Let one end before the other begins."),
        "year too long": _("From the first to the last day are more than 400 days. Is a year right?"),
        "closure backwards": _("“%(one)s” ends before it begins. Look at its two days."),
        "closure outside": _(
            "“%(one)s” lies in no term, so nobody would be at school anyway. Look at its days."
        ),
        "no period": _("A year needs a period: its name, when it begins and when it ends."),
        "period twice": _("Two periods are called “%(one)s”. Give one another name."),
        "period backwards": _("Period “%(one)s” ends before it begins. Look at its two times."),
        "period length": _("Period “%(one)s” is %(other)s minutes long. Between 5 and 240, please."),
        "periods overlap": _(
            "Periods “%(one)s” and “%(other)s” overlap. Let one end before the other begins."
        ),
        "years overlap": _(
            "Your school has another year from %(one)s to %(other)s. Two years cannot share days."
        ),
    }[problem.what] % about


def row_problem(problem: tables.Problem, year: calendar.SchoolYear | None = None) -> str:
    about = {
        "line": problem.line,
        "cell": problem.cell,
        "other": problem.other,
        "periods": ", ".join(one.name for one in year.periods) if year else "",
    }
    return {
        "who": _(
            "Row %(line)s: nobody here has “%(cell)s”. Add them to the staff list, or put the e-mail right."
        ),
        "nobody": _("Row %(line)s: it says of nobody whose period it is. Give an e-mail or a name."),
        "day": _("Row %(line)s: “%(cell)s” is no day of your school's week."),
        "period": _("Row %(line)s: there is no period “%(cell)s” in your year. There are: %(periods)s."),
        "week": _("Row %(line)s: “%(cell)s” is no week of your timetable."),
        "use": _(
            "Row %(line)s: “%(cell)s” is not known. Write teaching, PPA, duty, meeting, coaching or free."
        ),
        "clash": _(
            "Row %(line)s: %(cell)s has something else in that period in row %(other)s. Take one out."
        ),
        "no e-mail": _("Row %(line)s: “%(cell)s” has no e-mail."),
        "no address": _("Row %(line)s: “%(cell)s” is no e-mail address."),
        "no name": _("Row %(line)s: there is no name beside %(cell)s."),
        "long name": _("Row %(line)s: the name that begins “%(cell)s” is longer than 80 letters."),
        "e-mail twice": _(
            "Row %(line)s: %(cell)s stands in row %(other)s with another name. Which one is right?"
        ),
    }[problem.what] % about


def unreadable(word: str) -> str:
    return {
        "not text": _(
            "This is no CSV. In your table, choose “Save as” or “Export”, and CSV. Nothing was taken in."
        ),
        "broken": _("A quotation mark in this file is never closed. Export it again. Nothing was taken in."),
        "too many": _(
            "This file has more than 30,000 rows. Export one year group at a time. Nothing was taken in."
        ),
        "empty": _("There is no row under the headings. Choose another file. Nothing was taken in."),
        "too large": _("This file is larger than 2 MB. Export fewer columns. Nothing was taken in."),
    }[word]
