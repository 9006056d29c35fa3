"""The room with 300 moments against a bare page of 300 rows: same moments, same words opened, nothing around them.

Limit: 1.5 times. Both go through the same application with somebody signed in; the smallest of many runs counts.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable

MOMENTS = 300
RUNS = 40
LIMIT = 1.5

BARE = """<!doctype html><html lang="en-GB"><title>Rows</title><ol>{% for row in rows %}
<li id="m-{{ row.code }}"><b>{{ row.start_ms }}</b> <i>{{ row.get_sort_display }}</i> <small>{{ row.author }}</small>
<p>{{ row.seen }}</p><p>{{ row.made_of_it }}</p></li>{% endfor %}</ol></html>"""


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="sidebyside-room-") as folder:
        os.environ["SIDEBYSIDE_DATA"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sidebyside.web.settings.test")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        return measure()


def measure() -> int:
    from django.conf import settings
    from django.test import Client
    from tests.cast import gather
    from tests.room.conftest import brought_film, share

    from sidebyside.room.models import Moment, Ready

    cast = gather()
    film = brought_film(cast.strand)
    share(film)
    for number in range(MOMENTS):
        author = (cast.ana, cast.ben)[number % 2]
        Moment.objects.create(
            recording=film,
            author=author,
            start_ms=number * 190,
            seen="Four hands go up.",
            made_of_it="I wait.",
        )
    for person in (cast.ana, cast.ben):
        Ready.objects.create(strand=cast.strand, person=person)
    settings.ROOT_URLCONF = "bench.room_page"
    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    client.force_login(cast.ana, backend="sidebyside.people.backends.EmailBackend")
    bare, room = quickest(
        lambda: client.get("/bare/").content,
        lambda: client.get(f"/cycle/{cast.strand.code}/prepare/").content,
    )
    ratio = room / bare
    print(f"room_page {ratio:.2f} {LIMIT} {'ok' if ratio <= LIMIT else 'short'}")
    print(f"# {MOMENTS} moments: room {room * 1000:.0f} ms, bare rows {bare * 1000:.0f} ms", file=sys.stderr)
    return 0 if ratio <= LIMIT else 1


def quickest(*pages: Callable[[], bytes]) -> list[float]:
    """Seconds of each page's quickest run, the pages by turns: what others do on the machine can only add to it."""
    assert all(get().count(b"Four hands") == MOMENTS for get in pages)
    best = [float("inf")] * len(pages)
    for _ in range(RUNS):
        for number, get in enumerate(pages):
            began = time.perf_counter()
            get()
            best[number] = min(best[number], time.perf_counter() - began)
    return best


def __getattr__(name: str) -> object:
    """The addresses of the application and one more: read only once Django is up."""
    if name != "urlpatterns":
        raise AttributeError(name)
    from django.http import HttpRequest, HttpResponse
    from django.template import engines
    from django.urls import path

    from sidebyside.room.models import Moment
    from sidebyside.web.urls import urlpatterns

    template = engines["django"].from_string(BARE)

    def bare(request: HttpRequest) -> HttpResponse:
        rows = Moment.objects.select_related("author")
        return HttpResponse(template.render({"rows": rows}, request))

    return [path("bare/", bare), *urlpatterns]


if __name__ == "__main__":
    sys.exit(main())
