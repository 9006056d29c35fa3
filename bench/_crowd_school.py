"""Fills an empty school for `bench.crowd` and prints, as JSON, who may send and who may watch."""

import json
import sys

import django


def main(senders: int) -> None:
    django.setup()
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from tests import cast

    from sidebyside.people.models import Person
    from sidebyside.web.demo import films

    def session(person: Person) -> str:
        store = SessionStore()
        store[SESSION_KEY] = str(person.pk)
        store[BACKEND_SESSION_KEY] = "sidebyside.people.backends.EmailBackend"
        store[HASH_SESSION_KEY] = person.get_session_auth_hash()
        store.create()
        return str(store.session_key)

    found = cast.gather()
    film = films.bring_film(found.strand, prepared=True)
    sending = []
    for number in range(senders):
        names = (f"sender{number}", f"coach{number}")
        pair = [
            Person.objects.create_person(f"{name}@crowd.test", name, found.school, None) for name in names
        ]
        strand = cast._pair(found.programme, *pair)[2]
        sending.append({"session": session(pair[0]), "strand": str(strand.code)})
    player = {"session": session(found.ana), "film": str(film.code)}
    print(json.dumps({"senders": sending, "player": player}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
