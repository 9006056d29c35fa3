"""What this room holds: the school's register, which is no partner's and leaves with the class."""

from sidebyside.consent import models as m
from sidebyside.trust.holdings import Holding, Room, Way

ASKED_OF_THE_SCHOOL = (
    "the school's register: guardians and pupils ask the school, which shows them their own row"
)
NO_WORDS = "holds no words"

ROOM = Room(
    "consent",
    (
        Holding(m.Pupil, Way.REGISTER, why_not=ASKED_OF_THE_SCHOOL),
        Holding(m.Guardian, Way.REGISTER, why_not=ASKED_OF_THE_SCHOOL),
        Holding(m.Place, Way.REGISTER, why_not=NO_WORDS),
        Holding(m.Answer, Way.REGISTER, why_not=ASKED_OF_THE_SCHOOL),
        Holding(m.Allowed, Way.REGISTER, why_not=ASKED_OF_THE_SCHOOL),
        Holding(m.Link, Way.REGISTER, why_not=NO_WORDS),
        Holding(m.SeatingPlan, Way.REGISTER, why_not=NO_WORDS),
        Holding(m.Seat, Way.REGISTER, why_not=NO_WORDS),
    ),
)
