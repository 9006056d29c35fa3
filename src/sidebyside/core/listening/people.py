"""Which vectors belong to one person: so many groups as there are people."""

import numpy as np

from .clusters import centre, cut, merges
from .local_voices import LocalVoices
from .runtime import Numbers

RELIABLE_S = 1.0
"""Alone for less, a vector is not used to find the people, only given to one of them."""
MOST_GROUPED = 3000
SOMEBODY_S, SOMEBODY_SHARE, FOUND_SHARE = 2.0, 0.01, 0.03
"""A group speaks at least this long, and this share of all speech, to be a person; more where nobody says how many."""
ONE_PERSON = 0.77
"""Groups whose centres have a cosine above this are taken for one voice, or for voices that the sound does not tell
apart. Measured on readers: halves of one voice 0.84 to 0.92, also in noise and echo; two voices 0.54 to 0.68 in clear
sound, up to 0.75 where 7 % of the time went to the wrong one, and above where more did."""
FOUND_APART = 0.75
"""Where nobody says how many speak, groups must lie further apart than this to be two."""
MOST_FOUND = 8


def find_people(voices: LocalVoices, wanted: int | None) -> Numbers:
    """The centre of each person's vectors: (people, length); fewer than `wanted` where no more can be told apart."""
    vectors, weights, heard_as = _by_voice(voices)
    if not len(vectors):
        return vectors
    made = merges(vectors, heard_as)
    alone_s = np.array([one.alone_s for one in voices.prints], np.float32)
    share = SOMEBODY_SHARE if wanted else FOUND_SHARE
    least = max(SOMEBODY_S, share * float(weights.sum()))
    most = wanted or MOST_FOUND
    best = centre(vectors, weights)[None]
    for left in range(2, min(len(vectors), 20 + 20 * most) + 1):
        groups = [group for group in cut(made, len(vectors), left) if weights[group].sum() >= least]
        if not len(best) < len(groups) <= most:
            continue
        rough = np.stack([centre(vectors[group], weights[group]) for group in groups])
        centres = _settled(voices.vectors, alone_s, rough)
        if nearest_two(centres) <= (ONE_PERSON if wanted else FOUND_APART):
            best = centres
    return best


def _by_voice(voices: LocalVoices) -> tuple[Numbers, Numbers, list[tuple[int, int]]]:
    """A vector for each voice of each core that was heard alone for long enough, its seconds, and which it is."""
    rows: dict[tuple[int, int], list[int]] = {}
    for row, one in enumerate(voices.prints):
        rows.setdefault((one.core, one.voice), []).append(row)
    alone_s = np.array([one.alone_s for one in voices.prints], np.float32)
    kept = [(heard_as, own) for heard_as, own in rows.items() if alone_s[own].max() >= RELIABLE_S]
    # Every so many of them: the people of a long talk are all in it, and the work grows with the square.
    kept = kept[:: -(-len(kept) // MOST_GROUPED) or 1]
    vectors = [centre(voices.vectors[own], alone_s[own]) for _, own in kept]
    # The grid's pieces overlap by half.
    weights = np.array([alone_s[own].sum() / 2 for _, own in kept], np.float32)
    empty = np.zeros((0, voices.vectors.shape[1]), np.float32)
    return np.stack(vectors) if vectors else empty, weights, [heard_as for heard_as, _ in kept]


def nearest_two(centres: Numbers) -> float:
    likeness = centres @ centres.T
    return float(likeness[~np.eye(len(centres), dtype=bool)].max())


def _settled(vectors: Numbers, weights: Numbers, centres: Numbers) -> Numbers:
    """Each vector to its nearest centre, each centre to the middle of its vectors, until nothing moves."""
    for _ in range(10):
        nearest = np.argmax(vectors @ centres.T, axis=1)
        groups = [nearest == person for person in range(len(centres))]
        moved = np.stack(
            [
                centre(vectors[group], weights[group]) if group.any() else centres[person]
                for person, group in enumerate(groups)
            ]
        )
        if np.array_equal(moved, centres):
            break
        centres = moved
    return centres
