"""Words given to speakers, turns formed from them, and what cannot be told."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .heard import HeardTurn, HeardWord, Hearing, ManyWritten, Quality, Reason, Silence, Speakers, Spoken
from .quality import Heard, Verdict
from .voice_activity import Region, joined

NEAR_MS = 800
"""A word that nobody was heard to say is given to who speaks within this of it: word times are not exact."""
SILENCE_MS = 1000
AT_ONCE_MS = 200
"""Less of two voices at once is how people take turns, no overlap."""
BREATH_MS = 400
UNDERSTOOD = 0.5
"""The mean sureness of words that are worth reading: 0.8 to 0.95 for clear speech, 0.3 to 0.5 for another language."""
FEW_WORDS = 5


@dataclass(frozen=True, slots=True)
class _Said:
    word: HeardWord
    speaker: int | None


def together(
    written: ManyWritten, speakers: Speakers, sound: Heard, *, duration_ms: int, language: str
) -> Hearing:
    said = _in_tracks(written, speakers) if speakers.tracks else _in_a_room(written, speakers)
    turns = tuple(_turns(said, speakers.spoken))
    return Hearing(
        turns=turns,
        spoken=speakers.spoken,
        silences=silences(speakers.spoken, turns, duration_ms),
        quality=_quality(written, speakers, sound, said),
        duration_ms=duration_ms,
        speakers=speakers.count,
        language=language,
    )


def _in_a_room(written: ManyWritten, speakers: Speakers) -> list[_Said]:
    words = [word for sound in written for piece in sound for word in piece.words]
    nearby = _Nearby(speakers.spoken)
    said: list[_Said] = []
    for word in sorted(words, key=lambda word: (word.start_ms, word.end_ms)):
        said.append(_Said(word, nearby.who(word, said[-1].speaker if said else None)))
    return _to_sentence_ends(said)


def _to_sentence_ends(said: list[_Said]) -> list[_Said]:
    """Takes a change of speakers to the end of a sentence that is a word or two away.

    A recogniser stretches words over pauses, so the first word of an answer often seems to begin within the question.
    """
    put = list(said)
    for at in range(1, len(said)):
        before, after = said[at - 1].speaker, said[at].speaker
        if before == after or _ends_sentence(said, at - 1):
            continue
        for end in (at - 1, at + 1, at - 2, at + 2):
            low, high = min(at, end), max(at, end)
            if not (
                low >= 1 and high < len(said) and _ends_sentence(said, end - 1) and _near(said, low, high)
            ):
                continue
            old, new = (after, before) if end > at else (before, after)
            if all(one.speaker == old for one in said[low:high]):
                put[low:high] = [_Said(one.word, new) for one in said[low:high]]
                break
    return put


def _ends_sentence(said: Sequence[_Said], at: int) -> bool:
    return said[at].word.text.rstrip("\"'”’)").endswith((".", "?", "!"))


def _near(said: Sequence[_Said], low: int, high: int) -> bool:
    return said[high - 1].word.end_ms - said[low].word.start_ms <= NEAR_MS


def _in_tracks(written: ManyWritten, speakers: Speakers) -> list[_Said]:
    """A track's words are its person's; what it heard of others is left out."""
    said = []
    for number, sound in enumerate(written):
        nearby = _Nearby([one for one in speakers.spoken if one.speaker == number], near_ms=0)
        words = [word for piece in sound for word in piece.words]
        said += [_Said(word, number) for word in words if nearby.who(word, None) == number]
    return sorted(said, key=lambda one: (one.word.start_ms, one.word.end_ms))


class _Nearby:
    """Finds who speaks while a word is said."""

    def __init__(self, spoken: Sequence[Spoken], near_ms: int = NEAR_MS) -> None:
        self._spoken = spoken
        self._near_ms = near_ms
        self._ends: list[int] = []
        for one in spoken:
            self._ends.append(max(one.end_ms, self._ends[-1] if self._ends else 0))

    def who(self, word: HeardWord, before: int | None) -> int | None:
        """Who speaks most of the word; of equals who spoke before it."""
        shares: dict[int | None, int] = {}
        nearest: tuple[int, int | None] | None = None
        for number in range(bisect_left(self._ends, word.start_ms - self._near_ms), len(self._spoken)):
            one = self._spoken[number]
            if one.start_ms >= word.end_ms + self._near_ms:
                break
            shared = min(one.end_ms, word.end_ms) - max(one.start_ms, word.start_ms)
            if shared > 0:
                shares[one.speaker] = shares.get(one.speaker, 0) + shared
            elif nearest is None or -shared < nearest[0]:
                nearest = (-shared, one.speaker)
        if shares:
            return max(shares, key=lambda speaker: (shares[speaker], speaker == before))
        return nearest[1] if nearest and nearest[0] < self._near_ms else None


def _turns(said: Sequence[_Said], spoken: Sequence[Spoken]) -> Iterable[HeardTurn]:
    groups: list[list[_Said]] = []
    for run in sorted(_runs(said), key=lambda run: run[0].word.start_ms):
        if groups and groups[-1][-1].speaker == run[0].speaker:
            groups[-1] += run
        else:
            groups.append(run)
    overlaps = _Overlaps(spoken)
    for group in groups:
        words = tuple(one.word for one in group)
        start, end = words[0].start_ms, max(word.end_ms for word in words)
        yield HeardTurn(group[0].speaker, start, end, words, overlaps.within(start, end))


def _runs(said: Sequence[_Said]) -> list[list[_Said]]:
    """What each speaker says without a breath: it stays together where another speaks at the same time."""
    runs: list[list[_Said]] = []
    latest: dict[int | None, list[_Said]] = {}
    for one in said:
        run = latest.get(one.speaker)
        if run is None or one.word.start_ms - run[-1].word.end_ms > BREATH_MS:
            run = latest[one.speaker] = []
            runs.append(run)
        run.append(one)
    return runs


class _Overlaps:
    """When more than one speaks."""

    def __init__(self, spoken: Sequence[Spoken]) -> None:
        found: list[Region] = []
        reached = 0
        for one in spoken:
            if min(reached, one.end_ms) - one.start_ms >= AT_ONCE_MS:
                found.append((one.start_ms, min(reached, one.end_ms)))
            reached = max(reached, one.end_ms)
        self._regions = joined(found)
        self._ends = [end for _, end in self._regions]

    def within(self, start_ms: int, end_ms: int) -> bool:
        for begin, end in self._regions[bisect_left(self._ends, start_ms) :]:
            if begin >= end_ms:
                return False
            if min(end, end_ms) - max(begin, start_ms) >= AT_ONCE_MS:
                return True
        return False


def silences(spoken: Sequence[Spoken], turns: Sequence[HeardTurn], duration_ms: int) -> tuple[Silence, ...]:
    """Where for a second or more nobody is heard and no word is said."""
    busy = [(one.start_ms, one.end_ms) for one in spoken]
    busy += [(word.start_ms, word.end_ms) for turn in turns for word in turn.words]
    edges = [0, *(edge for region in joined(busy) for edge in region), duration_ms]
    gaps = zip(edges[::2], edges[1::2], strict=True)
    return tuple(Silence(start, end) for start, end in gaps if end - start >= SILENCE_MS)


def _quality(written: ManyWritten, speakers: Speakers, sound: Heard, said: Sequence[_Said]) -> Quality:
    who = speakers.why
    if who == Reason.VOICES_ALIKE and sound.verdict != Verdict.GOOD:
        who = Reason.POOR_SOUND
    if not said:
        nothing = Reason.SILENT if sound.verdict in (Verdict.SILENT, Verdict.NONE) else Reason.NO_VOICE
        # What sounded like a voice and has no word, music say, was nobody who could be told.
        return Quality(sound, nothing, nothing)
    pieces = [piece for sound_pieces in written for piece in sound_pieces]
    foreign = sum(len(piece.words) for piece in pieces if piece.sounds_like)
    if 2 * foreign > sum(len(piece.words) for piece in pieces):
        return Quality(sound, who, Reason.OTHER_LANGUAGE)
    if 2 * sum(piece.repeated for piece in pieces) > len(said):
        return Quality(sound, who, Reason.UNCLEAR)
    sureness = sum(one.word.p for one in said) / len(said)
    return Quality(sound, who, Reason.UNCLEAR if sureness < UNDERSTOOD and len(said) >= FEW_WORDS else None)
