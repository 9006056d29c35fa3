"""Text to words as the models count them: the same with and without punctuation, capitals and hesitation."""

import re
from functools import lru_cache


def set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SPLIT = re.compile(r"\d+:\d\d|\d+|[a-z]+(?:'[a-z]+)*|[^\W\d_]+")
_ENDS = ("n't", "'ll", "'ve", "'re", "'d", "'m", "'s")
_NEGATED = set_of("did do does was were is are have has had would could should must need")
_BARE = {
    **{f"{stem}nt": f"{stem}n't" for stem in _NEGATED},
    "wont": "won't", "cant": "can't", "im": "i'm", "ive": "i've", "id": "i'd", "youre": "you're", "youve": "you've",
    "youd": "you'd", "youll": "you'll", "theyre": "they're", "theyve": "they've", "theyd": "they'd",
    "theyll": "they'll", "weve": "we've", "hes": "he's", "shes": "she's", "thats": "that's", "whats": "what's",
    "theres": "there's", "hows": "how's", "whos": "who's", "lets": "let's", "itll": "it'll", "itd": "it'd",
    "gonna": "going to", "wanna": "want to", "cos": "because", "coz": "because", "cuz": "because",
    "ok": "okay", "yep": "yes", "yeah": "yes", "yea": "yes", "yup": "yes",
}  # fmt: skip
# Hesitation says nothing of what a turn does, and recognisers differ in whether they write it.
_HESITATION = set_of("um umm uh uhh er err erm ehm eh mm mmm hm hmm")
_TITLES = set_of("mr mrs ms mx dr prof")
_ADDRESS = set_of("sir miss madam professor")
NUMBER = "#"
CLOCK = "#time"


@lru_cache(maxsize=50_000)
def _parts(word: str) -> tuple[str, ...]:
    if word[0].isdigit():
        return (CLOCK,) if ":" in word else (NUMBER,)
    word = _BARE.get(word, word)
    if " " in word:
        return tuple(word.split())
    for end in _ENDS:
        if word.endswith(end) and len(word) > len(end):
            stem = word[: -len(end)]
            return ({"ca": "can", "wo": "will"}.get(stem, stem), end) if end == "n't" else (stem, end)
    return (word,)


def words_of(text: str) -> list[str]:
    """Lower-case words with contractions parted ("did", "n't"), numbers as one sign, no hesitation, no doubling.

    A title and the name behind it are left out: who somebody is, is nobody's feature.
    """
    found: list[str] = []
    behind_title = False
    for raw in _SPLIT.findall(text.replace("’", "'").lower()):
        if raw in _TITLES or behind_title:
            behind_title = raw in _TITLES
            continue
        if raw in _HESITATION or raw in _ADDRESS:
            continue
        for part in _parts(raw):
            if not found or part != found[-1]:
                found.append(part)
    return found
