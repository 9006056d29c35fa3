"""Spoken lines from espeak-ng, as float samples. Needed to make the film, never to run the demo."""

import functools
import io
import re
import shutil
import subprocess
import wave

import numpy as np
from numpy.typing import NDArray

from demo_film.script import VOICES, Voice

RATE = 48_000
Sound = NDArray[np.float64]


class SpeechMissing(Exception):
    """espeak-ng is not installed on this machine."""


def synthesiser() -> str:
    found = shutil.which("espeak-ng")
    if found is None:
        raise SpeechMissing(
            "Making the film needs espeak-ng (Debian: apt install espeak-ng). The demo does not."
        )
    return found


@functools.cache
def say(who: str, text: str) -> Sound:
    """The line in the speaker's voice, 48 kHz, silence at both ends cut away, RMS 1 over its loud parts."""
    voice = VOICES[who]
    parts = [_piece(voice, words, french) for words, french in pieces(text)]
    gap = np.zeros(int(0.07 * RATE))
    joined = np.concatenate([bit for part in parts for bit in (gap, part)][1:])
    return joined / loudness(joined)


def pieces(text: str) -> list[tuple[str, bool]]:
    """Splits at the guillemets: (words, whether they are French)."""
    found = re.findall(r"«([^»]*)»|([^«»]+)", text)
    both = [(french, True) if french else (english, False) for french, english in found]
    return [(words.strip(), french) for words, french in both if re.search(r"\w", words)]


def _piece(voice: Voice, words: str, french: bool) -> Sound:
    name = f"{'fr-fr' if french else voice.english}+{voice.variant}"
    # A shorter throat is made by playing faster, so the words are spoken slower first.
    pace = int(voice.pace / voice.size * (0.9 if french else 1.0))
    command = [synthesiser(), "-v", name, "-p", str(voice.pitch), "-s", str(pace), "--stdout", words]
    spoken = subprocess.run(command, check=True, capture_output=True).stdout
    samples, rate = _samples(spoken)
    return _cut_silence(resample(samples, rate * voice.size))


def _samples(riff: bytes) -> tuple[Sound, int]:
    with wave.open(io.BytesIO(riff)) as sound:
        # Written to a pipe, the header's frame count is a placeholder: read to the end instead.
        frames = sound.readframes(sound.getnframes())
        return np.frombuffer(frames, dtype="<i2").astype(np.float64) / 32768, sound.getframerate()


def resample(samples: Sound, rate: float) -> Sound:
    """To 48 kHz through the spectrum; exact enough for lines of a few seconds."""
    wanted = round(len(samples) * RATE / rate)
    spectrum = np.fft.rfft(samples)
    kept = np.zeros(wanted // 2 + 1, dtype=complex)
    shared = min(len(kept), len(spectrum))
    kept[:shared] = spectrum[:shared]
    return np.fft.irfft(kept, wanted) * (wanted / len(samples))


def _cut_silence(samples: Sound) -> Sound:
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    edge = int(0.01 * RATE)
    return samples[max(0, loud[0] - edge) : loud[-1] + edge]


def loudness(samples: Sound) -> float:
    """RMS over the 20 ms windows that hold speech (within 20 dB of the loudest)."""
    window = RATE // 50
    power = np.square(samples[: len(samples) // window * window]).reshape(-1, window).mean(axis=1)
    return float(np.sqrt(power[power > power.max() / 100].mean()))
