"""`./sidebyside models`: what is there to write speech down with; `./sidebyside models add speech` fetches it."""

import argparse
import os
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

from sidebyside.core.listening.fetching import CannotFetch, add_model
from sidebyside.core.listening.runtime import MODELS
from sidebyside.core.listening.speech_models import (
    BASE,
    BEST_FIRST,
    TINY,
    SpeechModel,
    is_model,
    models_folder,
)
from sidebyside.web.serving import ROOT

LIBRARIES = ("faster_whisper", "ctranslate2", "onnxruntime")
UNUSABLE = 2


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="./sidebyside models",
        description="What writes speech down on this machine: list it, or fetch it.",
    )
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("list", help="what is there, with licences (also without a command)")
    add = commands.add_parser("add", help="fetch a model")
    add.add_argument("what", choices=["speech"])
    add.add_argument(
        "--folder", type=Path, help="where to (SIDEBYSIDE_MODELS, or var/models beside the code)"
    )
    add.add_argument("--small", action="store_true", help=f"the small one: {TINY.title}, {TINY.megabytes} MB")
    given = parser.parse_args(arguments)
    if given.command != "add":
        return show(models_folder())
    folder = (given.folder or models_folder()).expanduser().resolve()
    try:
        return add_speech(TINY if given.small else BASE, folder)
    except CannotFetch as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(f"{folder} cannot be written: {error.strerror}. Choose another with --folder.", file=sys.stderr)
    return UNUSABLE


def add_speech(model: SpeechModel, folder: Path) -> int:
    if not add_libraries():
        return UNUSABLE
    print(f"{model.title} ({model.licence}; {model.origin}), {model.megabytes} MB to fetch.", flush=True)
    added = add_model(model, folder)
    print(
        f"It is in {folder / model.name}."
        if added
        else f"It was there already, whole: {folder / model.name}."
    )
    if folder != models_folder():
        print(f"So that it is found: SIDEBYSIDE_MODELS={folder}")
    return 0


def add_libraries() -> bool:
    """What the lock file `speech` names; pip checks each hash. True if it is there in the end."""
    if all(find_spec(name) for name in LIBRARIES):
        return True
    print("Installing what runs speech models beside Sidebyside, about 130 MB.", flush=True)
    options = ["--require-hashes", "--no-input", "--disable-pip-version-check", "--quiet", "--quiet"]
    if os.geteuid() == 0:
        options.append("--root-user-action=ignore")
    lock = ROOT / "requirements" / "speech.txt"
    command = [sys.executable, "-m", "pip", "install", *options, "-r", str(lock)]
    if subprocess.run(command, check=False).returncode == 0:
        return True
    print(
        "What runs speech models could not be installed; the lines above say why. Check the network and the free "
        "space, then run the same command again.",
        file=sys.stderr,
    )
    return False


def show(folder: Path) -> int:
    missing = [name for name in LIBRARIES if not find_spec(name)]
    print("libraries:  " + ("installed" if not missing else f"missing: {', '.join(missing)}"))
    print(f"folder:     {folder}")
    for model in BEST_FIRST:
        state = "there" if is_model(folder / model.name) else "not there"
        print(f"  {model.name:16} {state:10} {model.title}; {model.licence}; {model.origin}")
    if is_model(folder):
        print("  (the folder itself is a model of your own, and is used first)")
    print("with the code:")
    for one in tomllib.loads((MODELS / "manifest.toml").read_text("utf-8"))["model"]:
        print(f"  {one['path']:16} {'there':10} {one['name']}; {one['licence']}")
    if missing or not any(is_model(folder / name) for name in ("", *(model.name for model in BEST_FIRST))):
        print("To fetch what is missing: ./sidebyside models add speech")
    return 0
