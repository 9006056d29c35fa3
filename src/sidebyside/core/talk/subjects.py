"""Which tag of the list fits what is talked about, from words that belong to it."""

from collections import Counter
from collections.abc import Sequence

from .codes import Tag
from .words import set_of

_WORDS = {
    Tag.ENGAGEMENT: """
        engaged engagement bored boring motivation motivated interest interested keen switched attention
        join effort enjoy care
    """,
    Tag.TALK: """
        talk talking discussion discuss voice voices speak speaking spoke conversation dialogue chat listen
        listening quiet silent said
    """,
    Tag.GROUPS: """
        group groups pairs pair partner partners table tables roles together teams team collaborate
    """,
    Tag.STARTERS: """
        starter starters plenary plenaries start beginning recap register settle exit ending opening
    """,
    Tag.ASSESSMENT: """
        assessment assess feedback marking marked marks test quiz ticket check misconception progress
        criteria grade score answers
    """,
    Tag.BEHAVIOUR: """
        behaviour noise noisy disruption rules sanction warning warnings calm settled detention shout
        shouting chaos
    """,
    Tag.QUESTIONING: """
        question questions questioning ask asked asking wait hands answer answered silence
    """,
    Tag.PACE: """
        pace time minutes rushed slow quick fast timing clock dragged
    """,
    Tag.INDEPENDENCE: """
        independent independence independently help helped helping stuck alone themselves rescue rescuing
        scaffold own
    """,
    Tag.INCLUSION: """
        inclusion include included eal send dyslexia autism support access quiet girls boys language needs
        hearing
    """,
    Tag.PLANNING: """
        plan planning planned next thursday monday tuesday wednesday friday week lesson try prepare sequence
        scheme
    """,
}
_TAGS = {tag: set_of(words) for tag, words in _WORDS.items()}
FEWEST = 2


def tag_of(words: Sequence[str]) -> Tag:
    """The tag whose words make up most of what is said; "other" where hardly any do."""
    said = Counter(words)
    counts = {tag: sum(said[word] for word in own) for tag, own in _TAGS.items()}
    best = max(counts, key=lambda tag: counts[tag])
    return best if counts[best] >= FEWEST else Tag.OTHER
