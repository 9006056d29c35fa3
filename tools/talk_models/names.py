"""Which words are names, so that no model learns them: those mostly written with a capital inside a sentence."""

import re
from collections import Counter
from collections.abc import Iterable

_INSIDE = re.compile(r"(?<=[a-z,;] )([A-Za-z][a-z'’]+)")
_NO_NAMES = frozenset(
    """i monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december christmas easter english maths science french german spanish history
    geography ofsted""".split()  # noqa: SIM905
)
_COMMON = frozenset(
    """amara ana anna amir adam alex alice amy ben bella beth callum cara chloe chris claire dan daniel david dylan
    ella ellie emily emma ethan eva faith fatima finn freya george grace hannah harry hassan holly ibrahim isaac isla
    jack jake james jamie jasmine jen jess jo jodie john jordan josh julia kai kate katie kayla kim kyle laura leah
    leo liam lily lucas lucy luke mark maria martin mary mason matt maya megan mia michael millie mo mohammed molly
    nadia nathan nick nina noah nora olivia oliver omar oscar paul peter phoebe priya rachel rebecca rob rosie ruby
    ryan sam samira sara sarah simon sofia sophie steph steve tariq theo thomas tim toby tom tyler will yusuf zara
    zoe""".split()  # noqa: SIM905
) - {"will", "mark", "may", "grace", "faith", "jordan"}


def names_in(texts: Iterable[str]) -> frozenset[str]:
    capital: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for text in texts:
        for word in _INSIDE.findall(text):
            (capital if word[0].isupper() else small)[word.lower()] += 1
    found = {word for word, count in capital.items() if count > small[word] * 1.5}
    return (frozenset(found) | _COMMON) - _NO_NAMES
