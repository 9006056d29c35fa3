import json
import os
import sys
from pathlib import Path

from sidebyside.web import serving
from sidebyside.web.commands.django_settings import CannotStart, complain, use_school
from sidebyside.web.demo.stamp import NOTE

USAGE = """usage: ./sidebyside manage [--demo] COMMAND ...

What an operator does from time to time. The most used:
  new-school       print the one-time link with which a first co-ordinator comes in
  school-trust     put several schools together as a trust
  migrate          bring the database to this version
  recovery-copy    save the master key somewhere else; a school starts only then
  backup, restore  to and from a folder
  check-audit      whether each owner's list of who watched is whole
  rotate-keys      new keys for old ones, while the school works
  engine_store     make the store of the workflow engine
  help             list every command

--demo works on the demo instead of the school that the environment describes."""


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] in {"-h", "--help"}:
        print(USAGE)
        return 0
    try:
        if arguments[0] == "--demo":
            use_demo()
            arguments = arguments[1:] or ["help"]
        else:
            use_school()
    except CannotStart as error:
        return complain(error)
    import django
    from django.core.management import execute_from_command_line, get_commands

    os.umask(0o077)
    django.setup()
    name = arguments[0]
    if name not in get_commands() and name.replace("-", "_") in get_commands():
        name = name.replace("-", "_")
    execute_from_command_line(["./sidebyside manage", name, *arguments[1:]])
    return 0


def use_demo() -> None:
    folder = Path(os.environ.get("SIDEBYSIDE_DATA") or serving.ROOT / "var" / "demo").resolve()
    if not (folder / NOTE).exists() or not (folder / "secrets.json").exists():
        raise CannotStart(f"There is no demo in {folder} yet. Start it once: ./sidebyside demo")
    kept = json.loads((folder / "secrets.json").read_text())
    os.environ |= {
        "SIDEBYSIDE_DATA": str(folder),
        "SIDEBYSIDE_SECRET_KEY": kept["secret"],
        "DJANGO_SETTINGS_MODULE": "sidebyside.web.settings.demo",
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
