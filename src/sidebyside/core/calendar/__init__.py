"""A school's calendar: terms, weeks A and B, periods, who is free when. Pure: no Django, no clock of its own.

Days are dates; times within a day are minutes after midnight on the school's own wall clock (0 to 1440); moments are
aware datetimes in UTC. ``week`` is 0 for week A and 1 for week B; weekdays count from Monday as 0.
"""

from sidebyside.core.calendar.clock import clock_words, moment
from sidebyside.core.calendar.series import Change, Occurrence, Series, State, occurrences
from sidebyside.core.calendar.slots import Cell, Entry, Slot, Use, Week, free_slots, is_free, teaches
from sidebyside.core.calendar.year import Period, Problem, SchoolYear, Stretch

__all__ = [
    "Cell",
    "Change",
    "Entry",
    "Occurrence",
    "Period",
    "Problem",
    "SchoolYear",
    "Series",
    "Slot",
    "State",
    "Stretch",
    "Use",
    "Week",
    "clock_words",
    "free_slots",
    "is_free",
    "moment",
    "occurrences",
    "teaches",
]
