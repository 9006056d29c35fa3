"""Co-ordinator's and leader's pages in a trust of 1,000 schools (100,000 people, 1.2 million cycles) and in one.

Both lie in one PostgreSQL server, in two databases filled by one streaming loader; the pages are asked for by turns.
Limit: p95 within twice the one school's, and the same number of queries.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time

LIMIT = 2.0
ASKED = 40
PAGES = ("overview:programme", "home", "people:people", "figures:figures")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=1000)
    parser.add_argument("--child", type=int, default=0, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        return answer(given.child)
    from sidebyside.web.commands.test import postgres

    with postgres() as url, tempfile.TemporaryDirectory(prefix="sidebyside-trust-") as folder:
        os.environ["SIDEBYSIDE_DATA"] = folder
        return measure(url, given.schools)


def measure(url: str, schools: int) -> int:
    small, large = (start(database(url, f"trust{number}"), number) for number in (1, schools))
    try:
        loaded = [json.loads(child.stdout.readline()) for child in (small, large) if child.stdout]
        print(f"# loaded: {loaded[0]}, {loaded[1]}", file=sys.stderr)
        ok = True
        for page in PAGES:
            of_small, of_large = times(page, small, large)
            ratio = of_large["p95"] / of_small["p95"]
            fits = ratio <= LIMIT and of_small["queries"] == of_large["queries"]
            print(f"trust_scale_{page.replace(':', '_')} {ratio:.2f} {LIMIT} {'ok' if fits else 'short'}")
            print(f"# {page}: one {of_small}, trust {of_large}", file=sys.stderr)
            ok &= fits
        return 0 if ok else 1
    finally:
        for child in (small, large):
            child.kill()


def database(url: str, name: str) -> str:
    import psycopg

    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    head, _, query = url.partition("?")
    return f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")


def start(url: str, schools: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "bench.trust_scale", "--child", str(schools)]
    environment = os.environ | {"SIDEBYSIDE_DATABASE_URL": url}
    return subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def times(
    page: str, small: "subprocess.Popen[str]", large: "subprocess.Popen[str]"
) -> list[dict[str, float]]:
    """What each says of a page, asked by turns: milliseconds and queries."""
    found: list[list[dict[str, float]]] = [[], []]
    for number in range(ASKED + 3):
        for child, kept in zip((small, large), found, strict=True):
            assert child.stdin
            assert child.stdout
            child.stdin.write(page + "\n")
            child.stdin.flush()
            said = json.loads(child.stdout.readline())
            # The first few fill caches that a running server has full.
            if number >= 3:
                kept.append(said)
    return [
        {"p95": sorted(one["ms"] for one in kept)[int(len(kept) * 0.95)], "queries": kept[0]["queries"]}
        for kept in found
    ]


def answer(schools: int) -> int:
    """The child: fills its database, then answers a page a line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sidebyside.web.settings.test")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from bench._trust_rows import Size, load
    from sidebyside.people.models import Person
    from sidebyside.programme.models import Programme

    call_command("migrate", verbosity=0)
    began = time.monotonic()
    rows = load(Size(schools))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    say({"rows": rows, "seconds": round(time.monotonic() - began), "peak_mib": peak})
    settings.ALLOWED_HOSTS = ["testserver"]
    # Somebody in the middle: the last rows of a table are the luckiest.
    programme = Programme.objects.order_by("pk")[schools // 2]
    person = Person.objects.get(co_ordinates__programme=programme)
    client = Client()
    client.force_login(person, backend="sidebyside.people.backends.EmailBackend")
    addresses = {
        "overview:programme": reverse("overview:programme", kwargs={"code": programme.code}),
        "home": reverse("home"),
        "people:people": reverse("people:people"),
        "figures:figures": reverse("figures:figures"),
    }
    for line in sys.stdin:
        with CaptureQueriesContext(connection) as queries:
            began = time.perf_counter()
            response = client.get(addresses[line.strip()])
            ms = (time.perf_counter() - began) * 1000
        assert response.status_code == 200, (line, response.status_code)
        say({"ms": ms, "queries": len(queries)})
    return 0


def say(what: dict[str, float]) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    sys.exit(main())
