"""What the page "all that is held" says, a language each, by its code."""

from sidebyside.consent.notices.held_right_to_left import ARABIC, URDU
from sidebyside.consent.notices.held_translated import CYMRAEG, ESPANOL, FRANCAIS, POLSKI, PORTUGUES, ROMANA
from sidebyside.consent.notices.held_words import HeldWords

__all__ = ["HELD", "HeldWords"]

ENGLISH = HeldWords(
    title="All that is held about {child}",
    begins="This is what {school} keeps here, as of {day}.",
    back="Back to the answer",
    take="Take it as a file",
    names="Names",
    not_in_full="First and last name of your child; your name and e-mail address, where the school has them. They are not shown in full here, because a link can be passed on. The school gives you them on paper.",
    answers="Answers",
    yes="yes",
    no="no",
    also_study="also for a study",
    also_example="also as an example",
    by_link="by the link",
    on_paper="on paper",
    versions="notice version {notice}, school’s rules version {policy}",
    own="Their own word",
    own_no="Their own no since {day}",
    links="Links to answer with",
    link="given out on {day}; only its fingerprint is kept",
    classes="Classes",
    until="until {day}",
    seats="Seats, for the camera",
    since="from {day}",
    seat="row {row}, seat {seat}",
    in_shot="in shot",
    out_of_shot="out of shot",
    films="Films of lessons that may show your child",
    lesson="lesson of {day}",
    brought="brought on {day}; nobody knows on which day it was filmed",
    shared="one colleague of the teacher can watch it",
    not_shared="only the filmed teacher can watch it",
    hidden="your child cannot be recognised in it",
    kept_until="deleted by itself after {day} at the latest",
    deleted="deleted on {day}",
    nothing="Nothing.",
    others="What somebody else answered is theirs and not shown here. So is what a teacher says or writes about their own teaching.",
    rights="To correct or delete something, to see a film, or to object, ask the school. It answers within a month.",
)

HELD: dict[str, HeldWords] = {
    "en": ENGLISH,
    "cy": CYMRAEG,
    "pl": POLSKI,
    "ur": URDU,
    "ar": ARABIC,
    "ro": ROMANA,
    "pt": PORTUGUES,
    "es": ESPANOL,
    "fr": FRANCAIS,
}
