"""One made lesson as several devices hear and see it: a voice of tones, and a picture that says which moment it is."""

import io
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import av
import numpy as np
from numpy.typing import NDArray

RATE = 48_000
FRAMES = 25
LESSON_S = 60
BITS = 12

type Sound = NDArray[np.float32]


@cache
def voice() -> Sound:
    """A minute of syllables, no two alike; the same at each run."""
    chance = np.random.default_rng(3)
    sound = np.zeros(LESSON_S * RATE, np.float32)
    at = 0.2
    while at < LESSON_S - 0.6:
        long = float(chance.uniform(0.08, 0.3))
        time = np.arange(int(long * RATE)) / RATE
        pitch = chance.uniform(100, 240) * (1 + chance.uniform(-0.4, 0.4) * time)
        tones = sum(
            np.sin(2 * np.pi * part * pitch * time) * chance.uniform(0, 1) / part for part in range(1, 14)
        )
        start = int(at * RATE)
        sound[start : start + time.size] += 0.12 * tones * np.hanning(time.size)
        at += long + float(chance.choice([0.03, 0.08, 0.5], p=[0.6, 0.3, 0.1]))
    return sound


@dataclass(frozen=True)
class Device:
    """From when to when of the lesson it runs, and how it hears."""

    from_s: float
    seconds: float
    loud: float = 1.0
    noise: float = 0.0
    # A microphone at the back: its sound is smeared over so many samples.
    far: int = 1
    has_picture: bool = True


def film_of(device: Device, lesson: Sound | None = None) -> bytes:
    """An MP4 as this device would have it."""
    whole = voice() if lesson is None else lesson
    begins = int(device.from_s * RATE)
    sound = whole[begins : begins + int(device.seconds * RATE)].astype(np.float32)
    sound = np.convolve(sound, np.full(device.far, 1 / device.far, np.float32), "same") * device.loud
    chance = np.random.default_rng(int(device.from_s * 1000) + 1)
    sound = np.clip(sound + chance.normal(0, device.noise, sound.size), -1, 1).astype(np.float32)
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        picture = container.add_stream("libx264", rate=FRAMES) if device.has_picture else None
        track = container.add_stream("aac", rate=RATE, layout="mono")
        if picture is not None:
            picture.width, picture.height, picture.pix_fmt = 160, 90, "yuv420p"
            picture.gop_size = FRAMES
            for number in range(int(device.seconds * FRAMES)):
                frame = av.VideoFrame.from_ndarray(
                    _moment(round(device.from_s * FRAMES) + number), format="rgb24"
                )
                frame.pts, frame.time_base = number, Fraction(1, FRAMES)
                container.mux(picture.encode(frame))
            container.mux(picture.encode(None))
        for number in range(0, sound.size, 1024):
            block = np.zeros((1, 1024), np.float32)
            piece = sound[number : number + 1024]
            block[0, : piece.size] = piece
            heard = av.AudioFrame.from_ndarray(block, format="fltp", layout="mono")
            heard.sample_rate, heard.pts, heard.time_base = RATE, number, Fraction(1, RATE)
            container.mux(track.encode(heard))
        container.mux(track.encode(None))
    return out.getvalue()


def _moment(number: int) -> NDArray[np.uint8]:
    """The number of the lesson's picture, as bars that are white or black."""
    shown = np.zeros((90, 160, 3), np.uint8)
    for bit in range(BITS):
        if number >> bit & 1:
            shown[:, bit * 13 : bit * 13 + 13] = 255
    return shown


# Which picture of the lesson a video shows now, read off the screen; -1 where there is none.
SHOWS = """(video) => {
  if (!video || video.readyState < 2) return -1;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [160, 90];
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(video, 0, 0, 160, 90);
  let number = 0;
  for (let bit = 0; bit < 12; bit += 1) {
    if (context.getImageData(bit * 13 + 6, 45, 1, 1).data[0] > 127) number |= 1 << bit;
  }
  return number;
}"""
