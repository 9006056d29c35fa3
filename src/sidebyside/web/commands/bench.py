import argparse
import os
import subprocess
import sys

from sidebyside.web.serving import ROOT, SOURCE


def main(arguments: list[str]) -> int:
    folder = ROOT / "bench"
    names = sorted(path.stem for path in folder.glob("*.py") if not path.stem.startswith("_"))
    parser = argparse.ArgumentParser(
        prog="./sidebyside bench",
        description="Measure on this machine, and print ratios against a named peer or limit.",
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one or more of: {', '.join(names)} (all)")
    given = parser.parse_args(arguments)
    unknown = set(given.names) - set(names)
    if unknown:
        print(f"There is no measurement {', '.join(sorted(unknown))}.", file=sys.stderr)
        return 2
    paths = [str(SOURCE), str(ROOT)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths), "PYTHONUNBUFFERED": "1"}
    failed = []
    for name in given.names or names:
        print(f"== {name} ==", flush=True)
        finished = subprocess.run(
            [sys.executable, "-m", f"bench.{name}"], env=environment, cwd=ROOT, check=False
        )
        failed += [name] if finished.returncode else []
    if failed:
        print(f"Did not come to an end, or missed its limit: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0
