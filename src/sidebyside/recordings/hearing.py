"""What a recording sounds like, for whoever compares or searches it here."""

from collections.abc import Iterator
from contextlib import contextmanager

from sidebyside.core.listening.sound import Sound
from sidebyside.core.media.hearing import sound_of
from sidebyside.recordings import renditions, store
from sidebyside.recordings.access import best_film
from sidebyside.recordings.models import Recording


@contextmanager
def heard_on(recording: Recording, rate: int) -> Iterator[Sound]:
    """Its sound at ``rate`` Hz. Raises store.Missing where nothing can be played; what reading and decoding raise."""
    rendition = best_film(recording)
    if rendition is None:
        raise store.Missing
    rendition.recording = recording
    with (
        store.read(renditions.place(rendition)) as reader,
        sound_of(reader, rate, recording.duration_ms) as sound,
    ):
        yield sound
