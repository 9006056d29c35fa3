"""Vectors of voices into groups, one a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .runtime import Numbers

APART = 2.0
"""The distance of what is known to be different people: as far as two vectors can lie from each other."""


@dataclass(frozen=True, slots=True)
class Merge:
    """Groups `one` and `other` become one at `distance`. The first groups are the vectors themselves, by number; the
    group that the n-th merge makes has the number (vectors + n)."""

    one: int
    other: int
    distance: float


def merges(vectors: Numbers, heard_as: Sequence[tuple[int, int]]) -> list[Merge]:
    """Average linkage of cosine distances, by chains of nearest neighbours (Murtagh 1983), nearest merge first.

    `heard_as` is the core and the voice of each vector: two voices of one core are different people.
    """
    count = len(vectors)
    distances = 1 - vectors @ vectors.T
    cores, voices = np.asarray(heard_as).reshape(-1, 2).T
    distances[(cores[:, None] == cores) & (voices[:, None] != voices)] = APART
    np.fill_diagonal(distances, np.inf)
    sizes = np.ones(count)
    found: list[tuple[float, int, int]] = []
    chain: list[int] = []
    alive = np.ones(count, bool)
    while len(found) < count - 1:
        if not chain:
            chain.append(int(np.argmax(alive)))
        row = distances[chain[-1]]
        nearest = int(np.argmin(row))
        # Of equally near ones the one before it in the chain, else the chain would go round for ever.
        if len(chain) > 1 and row[chain[-2]] <= row[nearest]:
            nearest = chain[-2]
            last = chain.pop()
            chain.pop()
            found.append((float(distances[last, nearest]), last, nearest))
            _merge(distances, sizes, last, nearest)
            alive[nearest] = False
        else:
            chain.append(nearest)
    return _numbered(found, count)


def _merge(distances: Numbers, sizes: Any, kept: int, gone: int) -> None:
    total = sizes[kept] + sizes[gone]
    row = (sizes[kept] * distances[kept] + sizes[gone] * distances[gone]) / total
    row[[kept, gone]] = np.inf
    distances[kept], distances[:, kept] = row, row
    distances[gone], distances[:, gone] = np.inf, np.inf
    sizes[kept] = total


def _numbered(found: list[tuple[float, int, int]], count: int) -> list[Merge]:
    """In order of distance, each group named by the merge that made it."""
    group = list(range(count))

    def root(place: int) -> int:
        while group[place] != place:
            place = group[place]
        return place

    names, made = list(range(count)), []
    for number, (distance, one, other) in enumerate(sorted(found, key=lambda merge: merge[0])):
        kept, gone = root(one), root(other)
        made.append(Merge(names[kept], names[gone], distance))
        group[gone] = kept
        names[kept] = count + number
    return made


def cut(made: Sequence[Merge], count: int, left: int) -> list[list[int]]:
    """The groups, as numbers of vectors, when `left` of them are left."""
    groups = {number: [number] for number in range(count)}
    for number, merge in enumerate(made[: count - left]):
        groups[count + number] = groups.pop(merge.one) + groups.pop(merge.other)
    return list(groups.values())


def centre(vectors: Numbers, weights: Numbers) -> Numbers:
    mean = (vectors * weights[:, None]).sum(axis=0)
    scaled: Numbers = (mean / max(float(np.linalg.norm(mean)), 1e-9)).astype(np.float32)
    return scaled
