"""`sidebyside listen AUDIO [--speakers N] [--tracks] [--language en] [--json | --vtt | --rttm]`: docs/scripts.md.

Exit 0 with the answer on stdout; exit 2 with one plain sentence on stderr where AUDIO cannot be used.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from sidebyside.core.exchange import ExchangeError, Kind, write
from sidebyside.core.media.cli import FileSource
from sidebyside.core.media.errors import Code, MediaError
from sidebyside.core.media.hearing import sound_of
from sidebyside.core.media.probe import probe_stream

from .captions import captions
from .errors import ModelError
from .hear import RATE, hear, who_speaks
from .heard import Speakers, label
from .sound import Sound
from .speech_models import find_model
from .tracks import are_one_sound

UNUSABLE = 2
MOST_SPEAKERS = 20
UNKNOWN = "unknown"
# Where core.media speaks of films and cameras, this command speaks of a recording of a talk.
OF_SOUND = {
    Code.EMPTY: "This file is empty. Look whether the recording was saved, then choose it again.",
    Code.NOT_MEDIA: "This file is no recording that can be read here. Choose the sound or the film of a talk.",
}


class Unusable(Exception):
    """One plain sentence."""


def main(argv: Sequence[str] | None = None) -> int:
    arguments = _parser().parse_args(argv)
    try:
        answer = _heard(arguments)
    except MediaError as error:
        return _unusable(OF_SOUND.get(error.code, error.sentence))
    except (ModelError, ExchangeError) as error:
        return _unusable(error.sentence)
    except Unusable as error:
        return _unusable(str(error))
    except OSError as error:
        return _unusable(f"This file cannot be opened: {error.strerror}.")
    sys.stdout.write(answer)
    return 0


def _unusable(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return UNUSABLE


def _heard(arguments: argparse.Namespace) -> str:
    if not arguments.file.is_file():
        raise Unusable("There is no such file. Choose a recording of a talk.")
    # Before minutes of work, not after them.
    model = None if arguments.form == "rttm" else find_model()
    source = FileSource(arguments.file)
    try:
        with ExitStack() as open_sounds:
            sounds = _sounds(source, arguments.tracks, open_sounds)
            if model is None:
                return rttm(who_speaks(sounds, arguments.speakers, _progress()), arguments.file.stem)
            hearing = hear(
                sounds,
                model,
                voices_wanted=arguments.speakers,
                language=arguments.language,
                progress=_progress(),
            )
    finally:
        source.close()
        _clear()
    if arguments.form == "vtt":
        return write(captions(hearing), Kind.VTT).decode()
    return json.dumps(hearing.to_json(), ensure_ascii=False, indent=1) + "\n"


def _sounds(source: FileSource, apart: bool, open_sounds: ExitStack) -> list[Sound]:
    probe = probe_stream(source, kind="talk")
    tracks = [track for track in probe.tracks if track.kind == "audio"]
    if not tracks:
        raise MediaError(Code.NO_SOUND)
    wanted: list[tuple[int | None, int | None]] = [(None, None)]
    if apart:
        many = len(tracks) > 1
        wanted = [(number, None) for number in range(len(tracks))] if many else _channels(tracks[0].channels)
    sounds: list[Sound] = [
        open_sounds.enter_context(sound_of(source, RATE, probe.duration_ms, track=track, channel=channel))
        for track, channel in wanted
    ]
    if apart and are_one_sound(sounds):
        raise Unusable("The tracks of this recording hold the same sound. Listen without --tracks.")
    return sounds


def _channels(count: int) -> list[tuple[int | None, int | None]]:
    if count < 2:
        raise Unusable("This recording has one track, so each person cannot be one. Listen without --tracks.")
    return [(0, channel) for channel in range(count)]


def rttm(speakers: Speakers, name: str) -> str:
    """Rich Transcription Time Marked, a line for each run of speech (NIST, RT-09 evaluation plan, appendix A)."""
    file = "_".join(name.split()) or "talk"
    return "".join(
        f"SPEAKER {file} 1 {one.start_ms / 1000:.3f} {(one.end_ms - one.start_ms) / 1000:.3f} <NA> <NA> "
        f"{(label(one.speaker) or UNKNOWN).replace(' ', '_')} <NA> <NA>\n"
        for one in speakers.spoken
    )


def _progress() -> Callable[[str, float], None] | None:
    if not sys.stderr.isatty():
        return None
    return lambda phase, share: print(f"\r{phase}: {share:4.0%} ", end="", file=sys.stderr, flush=True)


def _clear() -> None:
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sidebyside listen", description="Write down what is said in a recording, and by whom."
    )
    parser.add_argument("file", type=Path, metavar="AUDIO")
    parser.add_argument(
        "--speakers", type=_count, metavar="N", help="how many people speak (else found, modestly)"
    )
    parser.add_argument(
        "--tracks", action="store_true", help="each track, or channel, of the file is one person"
    )
    parser.add_argument("--language", default="en", metavar="CODE", help="the language spoken, such as en")
    form = parser.add_mutually_exclusive_group()
    for name, meaning in _forms():
        form.add_argument(f"--{name}", dest="form", action="store_const", const=name, help=meaning)
    parser.set_defaults(form="json")
    return parser


def _forms() -> Iterator[tuple[str, str]]:
    yield "json", "answer in JSON (also without this)"
    yield "vtt", "captions"
    yield "rttm", "who speaks when, without words"


def _count(given: str) -> int:
    if not given.isdecimal() or not 1 <= int(given) <= MOST_SPEAKERS:
        raise argparse.ArgumentTypeError(f"write a number from 1 to {MOST_SPEAKERS}")
    return int(given)


if __name__ == "__main__":
    sys.exit(main())
