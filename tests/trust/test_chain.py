"""The owner's chain: what is taken out, moved, changed or added shows; what is erased by right does not."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.db.models import F
from django.utils import timezone

from sidebyside.trust import audit, chain, keystore
from sidebyside.trust.models import Access, Chain, Deed, Link
from sidebyside.trust.policy import Kind

FILM = uuid.UUID("00000000-0000-4000-8000-0000000000f1")
OWNER = uuid.UUID("00000000-0000-4000-8000-0000000000a1")
BEN = uuid.UUID("00000000-0000-4000-8000-0000000000b1")


@pytest.fixture(autouse=True)
def owned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every film here is the owner's, under a chain key of this test alone."""
    monkeypatch.setitem(chain._owners, Kind.FILM, lambda code: OWNER if code == FILM else None)


def view(seconds: int = 60) -> uuid.UUID:
    viewing = uuid.uuid4()
    audit.saw(BEN, FILM, viewing, 0, seconds * 1000)
    return viewing


def over(viewing: uuid.UUID) -> None:
    Access.objects.filter(viewing=viewing).update(last_at=timezone.now() - timedelta(hours=1))
    audit.end(viewing)


def told() -> str:
    return " ".join(str(one) for one in chain.check(OWNER))


@pytest.fixture
def lived(db: None) -> list[uuid.UUID]:
    """Shared, watched twice, withdrawn: six links."""
    audit.did("shared", Kind.FILM, FILM, OWNER, whole=True)
    first, second = view(), view(120)
    over(first)
    over(second)
    audit.did("withdrew", Kind.FILM, FILM, OWNER)
    return [first, second]


def test_a_life_is_a_whole_chain(lived: list[uuid.UUID]) -> None:
    assert list(Link.objects.order_by("place").values_list("sort", flat=True)) == [
        "deed",
        "began",
        "began",
        "ended",
        "ended",
        "deed",
    ]
    assert told() == ""
    assert Chain.objects.get().head == Link.objects.get(place=6).seal


def test_a_viewing_that_goes_on_is_one_entry_and_one_link(db: None) -> None:
    viewing = view(10)
    for minute in range(1, 5):
        audit.saw(BEN, FILM, viewing, minute * 10_000, minute * 10_000 + 10_000)
    assert Access.objects.get().stretches == [[0, 50_000]]
    assert Link.objects.count() == 1
    assert told() == ""
    audit.end(viewing)
    assert Link.objects.count() == 1, "it is not over yet"
    over(viewing)
    audit.end(viewing)
    assert Link.objects.count() == 2
    # What comes late, for a viewing that is over, is another one: nothing watched goes unnoted.
    audit.saw(BEN, FILM, viewing, 60_000, 70_000)
    assert sorted(one.stretches for one in Access.objects.all()) == [[[0, 50_000]], [[60_000, 70_000]]]
    assert told() == ""


@pytest.mark.parametrize("which", range(6))
def test_a_link_that_is_taken_out_shows(lived: list[uuid.UUID], which: int) -> None:
    Link.objects.filter(place=which + 1).delete()
    assert "missing" in told() or "does not end where" in told()


def test_a_link_that_is_taken_out_and_closed_up_shows(lived: list[uuid.UUID]) -> None:
    Link.objects.filter(place=3).delete()
    for place in (4, 5, 6):
        Link.objects.filter(place=place).update(place=F("place") - 1)
    Chain.objects.update(length=5)
    assert "link 3: its seal does not fit" in told()


def test_links_that_change_places_show(lived: list[uuid.UUID]) -> None:
    Link.objects.filter(place=2).update(place=99)
    Link.objects.filter(place=3).update(place=2)
    Link.objects.filter(place=99).update(place=3)
    assert "link 2: its seal does not fit" in told()


@pytest.mark.parametrize("what", [Access, Deed])
def test_an_entry_that_is_taken_out_shows(lived: list[uuid.UUID], what: type[Access] | type[Deed]) -> None:
    what.objects.earliest("pk").delete()
    assert "its entry is missing" in told()


@pytest.mark.parametrize(
    "change",
    [
        {"person": uuid.uuid4()},
        {"recording": uuid.uuid4()},
        {"stretches": [[0, 1000]]},
        {"owner": None},
        {"is_ended": False},
        {"started_at": timezone.now() - timedelta(days=9)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_viewing_that_is_changed_shows(lived: list[uuid.UUID], change: dict[str, object]) -> None:
    Access.objects.filter(viewing=lived[1]).update(**change)
    assert told() != ""


def test_a_deed_that_is_changed_shows(lived: list[uuid.UUID]) -> None:
    Deed.objects.filter(act="withdrew").update(facts={"whole": False})
    assert "link 6: its entry was changed" in told()


def test_an_entry_that_was_put_in_beside_the_chain_shows(lived: list[uuid.UUID]) -> None:
    Access.objects.create(recording=FILM, person=BEN, owner=OWNER)
    Deed.objects.create(act="shared", kind=Kind.FILM, object=FILM, owner=OWNER)
    assert "a viewing is in no link" in told()
    assert "a deed is in no link" in told()


def test_a_changed_entry_with_a_digest_made_anew_shows(lived: list[uuid.UUID]) -> None:
    """Whoever writes the database has salts, but not the owner's key."""
    entry = Access.objects.get(viewing=lived[0])
    entry.stretches = []
    entry.save()
    link = Link.objects.get(sort="ended", about=entry.pk)
    link.digest = chain.digest_of(link.salt, link.sort, link.about, chain.ended(entry))
    link.save()
    assert "its seal does not fit" in told()


def test_what_is_erased_by_right_leaves_a_whole_chain_and_no_trace(lived: list[uuid.UUID]) -> None:
    entry = Access.objects.get(viewing=lived[0])
    chain.erase(OWNER, chain.Sort.BEGAN, entry.pk)
    chain.erase(OWNER, chain.Sort.BEGAN, entry.pk)
    assert not Access.objects.filter(pk=entry.pk).exists()
    assert set(
        Link.objects.filter(sort__in=["began", "ended"], about=entry.pk).values_list("salt", flat=True)
    ) == {""}
    assert Link.objects.filter(sort="erased").count() == 2
    assert told() == ""
    # Put back by hand, it does not pass for one that was never erased.
    entry.save(force_insert=True)
    assert "it was erased" in told()


def test_a_salt_that_is_wiped_without_a_word_shows(lived: list[uuid.UUID]) -> None:
    entry = Access.objects.get(viewing=lived[0])
    Link.objects.filter(about=entry.pk, sort__in=["began", "ended"]).update(salt="")
    entry.delete()
    assert told().count("its entry is missing") == 2


def test_an_end_that_is_cut_off_shows_against_the_head_that_was_written_down(
    lived: list[uuid.UUID],
) -> None:
    (head,) = chain.heads().values()
    fourth = Link.objects.get(place=4)
    Link.objects.filter(place__gt=4).delete()
    Deed.objects.filter(act="withdrew").delete()
    Access.objects.filter(viewing=lived[1]).update(is_ended=False)
    Chain.objects.update(length=4, head=fourth.seal)
    assert chain.check(OWNER) == []
    assert "the head in the backup is not in it" in str(chain.check(OWNER, head)[0])


def test_a_chain_that_goes_on_still_fits_an_older_head(lived: list[uuid.UUID]) -> None:
    (head,) = chain.heads().values()
    view()
    assert chain.check(OWNER, head) == []


def test_a_whole_chain_that_is_gone_shows_against_a_head(lived: list[uuid.UUID]) -> None:
    (head,) = chain.heads().values()
    for model in (Link, Chain, Access, Deed):
        model.objects.all().delete()
    assert chain.check(OWNER, head) != []


def test_a_chain_whose_key_is_gone_does_not_come_to_fit_a_new_one(
    lived: list[uuid.UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(name: str) -> bytes:
        raise keystore.KeyGone(name)

    monkeypatch.setattr(keystore, "key", gone)
    assert "its key is gone" in told()


def test_what_is_nobodys_alone_is_in_no_chain(db: None) -> None:
    audit.did("deleted", Kind.TALK, uuid.uuid4())
    assert not Link.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_one_whole_chain() -> None:
    """On SQLite writers queue; on PostgreSQL they meet at the chain's row, also when it is new."""
    viewings = [uuid.uuid4() for _ in range(3)]

    def work(number: int) -> None:
        try:
            for turn in range(6):
                if turn % 2:
                    audit.saw(BEN, FILM, viewings[number % 3], turn * 1000, turn * 1000 + 500)
                else:
                    audit.did("shared", Kind.FILM, FILM, OWNER, whole=True)
        finally:
            connections.close_all()
            keystore.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    assert Access.objects.count() == 3
    assert Link.objects.count() == 3 + 18
    assert told() == ""


def test_a_range_costs_two_queries_once_its_viewing_is_noted(
    db: None, django_assert_num_queries: Callable[..., object]
) -> None:
    from sidebyside.people.models import Person
    from sidebyside.recordings import viewings
    from sidebyside.recordings.models import Recording

    film, ben, viewing = Recording(code=FILM, owner_id=1), Person(pk=2, code=BEN), uuid.uuid4()
    viewings.fetched(ben, film, viewing)
    for _range in range(3):
        with django_assert_num_queries(2):  # type: ignore[attr-defined]
            viewings.fetched(ben, film, viewing)
    assert Access.objects.count() == Link.objects.count() == 1
