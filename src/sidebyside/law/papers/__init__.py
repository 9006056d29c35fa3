"""The papers that the law asks a school for, filled in with what the product knows of how it is run here.

What only the school can know is left as a line to be filled in by hand, and looks like one.
"""

from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import gettext as _

from sidebyside.law.papers.assessment import assessment_parts
from sidebyside.law.papers.notice import notice_parts
from sidebyside.law.papers.parts import BY_HAND, Paper, Part
from sidebyside.law.papers.processors import processors_parts
from sidebyside.law.papers.records import records_parts
from sidebyside.people.models import School

__all__ = ["BY_HAND", "PAPERS", "Paper", "Part", "paper", "title_of"]

PAPERS: dict[str, Callable[[School], list[Part]]] = {
    "notice": notice_parts,
    "records": records_parts,
    "processors": processors_parts,
    "assessment": assessment_parts,
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
