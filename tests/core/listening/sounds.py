"""Sounds of a classroom, made here: a voice, a room around it, a device that hears it."""

import io
from fractions import Fraction
from typing import Any

import av
import numpy as np

Samples = np.ndarray[Any, np.dtype[np.float32]]


def voice(seconds: float, rate: int, seed: int = 0, loud: float = 0.2) -> Samples:
    """Syllables of a voice that is nobody's: pulses at a speaking pitch through changing resonances, and pauses."""
    chance = np.random.default_rng(seed)
    out = np.zeros(int(seconds * rate), np.float32)
    at = 0.2
    while at < seconds - 0.6:
        length = chance.uniform(0.08, 0.3)
        piece = _syllable(chance, length, rate)
        start = int(at * rate)
        out[start : start + len(piece)] += piece[: len(out) - start] * chance.uniform(0.4, 1.0)
        at += length + chance.choice([0.03, 0.08, 0.5], p=[0.6, 0.3, 0.1]) * chance.uniform(0.7, 1.6)
    return (loud * out / max(1e-9, np.sqrt(np.mean(out**2)))).astype(np.float32)


def _syllable(chance: Any, length: float, rate: int) -> Samples:
    times = np.arange(int(length * rate)) / rate
    pitch = chance.uniform(95, 230) * (1 + chance.uniform(-0.15, 0.15) * times / length)
    turns = np.cumsum(pitch) / rate
    sound = np.zeros_like(times)
    centres = [chance.uniform(300, 800), chance.uniform(900, 2300), chance.uniform(2400, 3300)]
    for partial in range(1, int(3600 / pitch.mean())):
        near = sum(1 / (1 + ((partial * pitch.mean() - c) / 120) ** 2) for c in centres)
        sound += (near + 0.02) * np.sin(2 * np.pi * partial * turns + chance.uniform(0, 6))
    breath = chance.standard_normal(len(times)) * (1.2 if chance.random() < 0.2 else 0.05)
    return ((sound + breath) * np.sin(np.pi * times / length) ** 0.5).astype(np.float32)


def noise(seconds: float, rate: int, loud: float, seed: int = 1) -> Samples:
    return (loud * np.random.default_rng(seed).standard_normal(int(seconds * rate))).astype(np.float32)


def in_a_room(sound: Samples, rate: int, *, echo_s: float, direct: float, seed: int = 2) -> Samples:
    """Reverberation that falls by 60 dB in `echo_s`; `direct` is how much louder the sound itself is than all of it."""
    chance = np.random.default_rng(seed)
    times = np.arange(int(echo_s * rate)) / rate
    tail = chance.standard_normal(len(times)) * 10 ** (-3 * times / echo_s)
    tail[: int(0.004 * rate)] = 0
    tail /= np.sqrt(np.sum(tail**2))
    tail[0] = direct
    size = 1 << (len(sound) + len(tail) - 1).bit_length()
    wet = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(tail, size), size)[: len(sound)]
    return wet.astype(np.float32)


def through(codec: str, sound: Samples, rate: int, bit_rate: int) -> Samples:
    """Encoded and decoded as a device does it; comes back at `rate`, aligned as players align it."""
    container = {"aac": "mp4", "libopus": "webm"}[codec]
    held = io.BytesIO()
    with av.open(held, "w", format=container) as out:
        stream: Any = out.add_stream(codec, rate=48_000, layout="mono")
        stream.codec_context.bit_rate = bit_rate
        to_48k = av.AudioResampler("fltp", "mono", 48_000)
        frame = av.AudioFrame.from_ndarray(sound[None].astype(np.float32), "fltp", "mono")
        frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        for block in [*to_48k.resample(frame), *to_48k.resample(None)]:
            out.mux(stream.encode(block))
        out.mux(stream.encode(None))
    held.seek(0)
    back = av.AudioResampler("fltp", "mono", rate)
    with av.open(held) as container_in:
        blocks = [
            piece.to_ndarray()[0] for frame in container_in.decode(audio=0) for piece in back.resample(frame)
        ]
    blocks += [piece.to_ndarray()[0] for piece in back.resample(None)]
    return np.concatenate(blocks)[: len(sound)].astype(np.float32)
