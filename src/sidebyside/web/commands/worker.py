from sidebyside.web import serving
from sidebyside.web.backup import turns
from sidebyside.web.commands import manage
from sidebyside.web.commands.django_settings import CannotStart, complain, use_school

USAGE = """usage: ./sidebyside worker [--name NAME] [--patience SECONDS]

Does the work that pages leave behind. Start at least one beside `serve`; give each a name of its own,
which stays the same over restarts. Settings come from the environment, as for `serve`."""


def main(arguments: list[str]) -> int:
    if {"-h", "--help"} & set(arguments):
        print(USAGE)
        return 0
    try:
        folder = use_school()
        turns.share(folder)
    except CannotStart as error:
        return complain(error)
    serving.no_core_files()
    return manage.main(["worker", *arguments])
