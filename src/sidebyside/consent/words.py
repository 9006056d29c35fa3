"""Sentences of the register's pages."""

from django.utils.translation import gettext as _

from sidebyside.core.registers import Problem


def state_in_words(state: str) -> str:
    return {
        "yes": _("may be filmed"),
        "no": _("not to be filmed: a guardian said no"),
        "own-no": _("not to be filmed: their own no"),
        "waiting": _("not to be filmed: no answer yet"),
        "again": _("not to be filmed until every guardian answers again"),
    }[state]


def problem_in_words(problem: Problem) -> str:
    """What is wrong with which row, and what to do."""
    said = {
        "not text": _("This is no text file. Save the list as CSV (comma separated), then choose that file."),
        "broken": _(
            "A quotation mark is open somewhere, so that the rows cannot be told apart. Save it as CSV anew."
        ),
        "too many": _("There are more than 5,000 rows. Bring the list in parts."),
        "empty": _("There is no pupil in it."),
        "no class": _("No column is called “class”. Name it so in the first row."),
        "no first": _("No column is called “first name”. Name it so in the first row."),
        "no last": _("No column is called “last name”. Name it so in the first row."),
        "without class": _("The class is missing."),
        "without first": _("The first name is missing."),
        "without last": _("The last name is missing."),
        "too long": _("“%(cell)s…” is longer than 80 letters."),
        "teacher no address": _("“%(cell)s” is no e-mail address of a teacher."),
        "teacher unknown": _(
            "“%(cell)s” has no account here. Correct the address, or have them invited first."
        ),
        "same name": _(
            "“%(cell)s” is in this class already, with another guardian. If these are two pupils, or two guardians of "
            "one, give each row a pupil id: one id for each pupil. Or add the second guardian on the pupil’s page."
        ),
        "email no address": _("“%(cell)s” is no e-mail address."),
        "language": _("There is no notice in “%(cell)s”. Leave the cell empty for English."),
    }[problem.what]
    return _("Row %(n)d: %(what)s") % {"n": problem.line, "what": said % {"cell": problem.cell}}
