"""What a paper is made of: parts of lines and tables, and a line where only the school can write."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

# Raised whenever the words of a paper change, so that a printed paper can be told from a newer one.
VERSION = 5
BY_HAND = "…………………………"


# What stands in one row of a table, column by column.
Row = tuple[str, ...]


@dataclass(frozen=True)
class Part:
    heading: str
    lines: tuple[str, ...] = ()
    # The first row is the heading.
    table: tuple[Row, ...] = ()

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
