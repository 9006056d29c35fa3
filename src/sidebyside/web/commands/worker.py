from sidebyside.web.commands import manage

USAGE = """usage: ./sidebyside worker [--name NAME] [--patience SECONDS]

Does the work that pages leave behind. Start at least one beside `serve`; give each a name of its own,
which stays the same over restarts. Settings come from the environment, as for `serve`."""


def main(arguments: list[str]) -> int:
    if {"-h", "--help"} & set(arguments):
        print(USAGE)
        return 0
    return manage.main(["worker", *arguments])
