"""A camera and a microphone that give a known film and a voice, and a browser that can be killed and come back."""

import contextlib
import os
import shutil
import signal
import subprocess
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from playwright.sync_api import BrowserContext, BrowserType

from sidebyside.web.commands.test import find_chromium
from tests.journeys.stack import descendants

WIDTH, HEIGHT, FPS = 320, 180, 25
SECONDS = 24
# The number of a frame in blocks of light and dark, two rows of eight, least first; then the first row's opposite.
BITS, ACROSS = 16, 8
LIGHT, DARK = 235, 16
RATE = 48_000
WORDS = (
    "Who can tell me how you found that out? Take three breaths before you answer. "
    "Yes, go on. And what made you think of dividing by four first? Has anybody done it another way?"
)


@dataclass(frozen=True)
class Devices:
    """Files that a browser takes for what its camera sees and its microphone hears, over and over."""

    picture: Path
    sound: Path


def make_devices(folder: Path) -> Devices:
    made = Devices(folder / "camera.y4m", folder / "microphone.wav")
    with made.picture.open("wb") as out:
        out.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FPS}:1 Ip A1:1 C420jpeg\n".encode())
        colour = np.full(WIDTH * HEIGHT // 2, 128, np.uint8).tobytes()
        for number in range(SECONDS * FPS):
            out.write(b"FRAME\n" + numbered(number).tobytes() + colour)
    speak(made.sound)
    return made


def numbered(number: int) -> np.ndarray:
    """Luma of a frame that carries its number, with a stripe that wanders so that no two are alike elsewhere."""
    bits = [(number >> place) & 1 for place in range(BITS)]
    rows = [bits[:ACROSS], bits[ACROSS:], [1 - bit for bit in bits[:ACROSS]]]
    blocks = np.array(rows, np.uint8) * (LIGHT - DARK) + DARK
    picture = np.kron(blocks, np.ones((HEIGHT // 3, WIDTH // ACROSS), np.uint8))
    picture[:, number * 4 % WIDTH][::3] = 128
    return picture


def number_in(luma: np.ndarray) -> int | None:
    """Of a frame that was filmed and maybe scaled; None where it cannot be read for sure."""
    height, width = luma.shape
    tall, wide = height / 3, width / ACROSS

    def bit(row: int, column: int) -> int:
        top, left = int((row + 0.3) * tall), int((column + 0.3) * wide)
        return int(luma[top : top + int(0.4 * tall), left : left + int(0.4 * wide)].mean() > 126)

    rows = [[bit(row, column) for column in range(ACROSS)] for row in range(3)]
    if any(one == other for one, other in zip(rows[0], rows[2], strict=True)):
        return None
    return sum(value << place for place, value in enumerate(rows[0] + rows[1]))


def speak(path: Path) -> None:
    """A voice where there is one on this machine, else something that comes and goes like one."""
    voice = shutil.which("espeak-ng")
    if voice:
        subprocess.run([voice, "-w", str(path), "-s", "150", f"{WORDS} {WORDS}"], check=True)
        return
    time = np.arange(RATE * SECONDS) / RATE
    pitch = 140 + 30 * np.sin(2 * np.pi * 0.4 * time)
    sound = sum(np.sin(2 * np.pi * over * np.cumsum(pitch) / RATE) / over for over in range(1, 9))
    sound = sound * np.clip(np.sin(2 * np.pi * 2.3 * time), 0, 1) * 0.12
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, RATE, 0, "NONE", ""))
        out.writeframes((sound * 32767).astype("<i2").tobytes())


def arguments(devices: Devices, *, lets_in: bool = True) -> list[str]:
    """``lets_in``: nobody is asked before a page may use the camera."""
    asked = ["--use-fake-ui-for-media-stream"] if lets_in else []
    return [
        *asked,
        "--no-sandbox",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--autoplay-policy=no-user-gesture-required",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={devices.picture}",
        f"--use-file-for-fake-audio-capture={devices.sound}",
    ]


@contextlib.contextmanager
def own_browser(
    kind: BrowserType, folder: Path, devices: Devices, url: str, width: int = 1366, *, lets_in: bool = True
) -> Iterator[BrowserContext]:
    """A browser with a disk of its own in ``folder``: opened again it still has what a kill has left there."""
    context = kind.launch_persistent_context(
        str(folder),
        executable_path=find_chromium(),
        args=arguments(devices, lets_in=lets_in),
        base_url=url,
        viewport={"width": width, "height": 844},
        is_mobile=width < 600,
        has_touch=width < 600,
    )
    try:
        yield context
    finally:
        with contextlib.suppress(Exception):
            context.close()


def kill_browser(folder: Path) -> None:
    """As a flat battery would: every process of the browser that lives in this folder, at once."""
    ours = [pid for pid in descendants(os.getpid()) if _lives_in(pid, folder)]
    assert ours, "no browser of this folder was found"
    for pid in [*ours, *(child for one in ours for child in descendants(one))]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _lives_in(pid: int, folder: Path) -> bool:
    with contextlib.suppress(OSError):
        return f"--user-data-dir={folder}".encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False
