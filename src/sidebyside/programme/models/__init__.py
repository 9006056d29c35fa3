from sidebyside.programme.models.content import Aim, Criterion, PairPart, Question, StrandContent
from sidebyside.programme.models.cycle import Cycle, Strand, StrandPart, StrandStep
from sidebyside.programme.models.partnership import (
    Agreement,
    Membership,
    PartnerCheck,
    Partnership,
    Signature,
)
from sidebyside.programme.models.programme import (
    CalendarFeed,
    CoOrdinator,
    Programme,
    SchoolSignature,
    SchoolTemplate,
)
from sidebyside.programme.models.role import AnswersFor, RoleAsked

__all__ = [
    "Agreement",
    "Aim",
    "AnswersFor",
    "CalendarFeed",
    "CoOrdinator",
    "Criterion",
    "Cycle",
    "Membership",
    "PairPart",
    "PartnerCheck",
    "Partnership",
    "Programme",
    "Question",
    "RoleAsked",
    "SchoolSignature",
    "SchoolTemplate",
    "Signature",
    "Strand",
    "StrandContent",
    "StrandPart",
    "StrandStep",
]
