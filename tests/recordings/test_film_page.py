from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from sidebyside.people.models import Person
from sidebyside.programme import stages
from sidebyside.programme.models import PartnerCheck, StrandStep
from sidebyside.recordings import ending, store
from sidebyside.recordings.models import Extract, Recording, Rendition, Share, Upload
from sidebyside.trust import audit, keystore
from tests.cast import Cast
from tests.pages import heading, words_of
from tests.recordings.conftest import begin_upload, bring, put, ready_film, send
from tests.recordings.test_preparing import looked_at

MB = 1024 * 1024


def page(cast: Cast, part: str = "") -> str:
    return f"/cycle/{cast.strand.code}/film/{part}"


@pytest.fixture
def film(cast: Cast) -> Recording:
    return ready_film(cast, b"a film", "Year 8 \u202eevil.mp4")


@pytest.mark.parametrize("who", ["ben", "cleo", "dora", "leo", "tim", "nina", "omar", "eve"])
def test_the_page_of_a_film_is_its_owners_alone(
    cast: Cast, ana: Client, as_person: Callable[[Person], Client], film: Recording, who: str
) -> None:
    other = as_person(getattr(cast, who))
    assert ana.get(page(cast)).status_code == 200
    assert other.get(page(cast)).status_code == 404
    assert other.get(page(cast, "progress/")).status_code == 404
    for part in ("again/", "give-up/", "delete/", "share/", "withdraw/", "cut-again/"):
        assert other.post(page(cast, part), {"what": "whole"}).status_code == 404
    film.refresh_from_db()
    assert film.state == Recording.State.READY
    assert not Share.objects.exists()


def test_before_anything_is_sent_the_page_says_what_is_taken_who_sees_it_and_for_how_long(
    ana: Client, cast: Cast
) -> None:
    said = words_of(ana.get(page(cast)))
    assert "8 GB at most" in said
    assert "MP4" in said
    assert "Nobody but you can see it until you share it" in said
    assert "Until the end of 20 July 2027" in said
    assert "Ben can, once you share it" in said


def test_a_begun_upload_says_how_much_has_arrived_and_can_be_given_up(ana: Client, cast: Cast) -> None:
    address = begin_upload(ana, cast.strand.code, 4 * MB, "mine.mp4")
    assert send(ana, address, 0, bytes(2 * MB)) == 204
    response = ana.get(page(cast))
    assert heading(response) == "Your film is on its way"
    assert "mine.mp4" in words_of(response)
    assert f'upload="{address}"' in response.content.decode()
    recording = Recording.objects.get()
    ana.post(page(cast, "give-up/"))
    ana.post(page(cast, "give-up/"))
    assert store.names(recording.code) == []
    assert keystore.is_destroyed(f"recording:{recording.code}")
    assert heading(ana.get(page(cast))) == "Bring the film of your lesson"


def test_a_film_at_rest_cannot_be_brought(ana: Client, cast: Cast) -> None:
    cast.cycle.paused_at = timezone.now()
    cast.cycle.save()
    assert "at rest" in words_of(ana.get(page(cast)))


def test_while_it_is_prepared_the_page_says_how_far_and_lets_it_be_watched(
    ana: Client, cast: Cast, film_bytes: bytes
) -> None:
    film = looked_at(bring(ana, cast.strand.code, film_bytes))
    response = ana.get(page(cast))
    assert "You can watch it already" in words_of(response)
    assert f"/film/{film.code}/film?r=" in response.content.decode()
    told = ana.get(page(cast, "progress/")).json()
    assert told["state"] == "preparing"
    assert told["watchable"] is True


def test_a_file_that_is_no_film_ends_in_words_and_a_button_that_tries_again(ana: Client, cast: Cast) -> None:
    looked_at(bring(ana, cast.strand.code, b"no film at all " * 100))
    response = ana.get(page(cast))
    assert heading(response) == "This film could not be made ready"
    assert "not a film that can be read here" in words_of(response)
    ana.post(page(cast, "again/"))
    ana.post(page(cast, "again/"))
    recording = Recording.objects.get()
    assert (recording.state, recording.attempt) == (Recording.State.PREPARING, 2)


def test_sharing_once_or_twice_lets_the_coach_in_and_taking_back_lets_them_out(
    ana: Client, ben: Client, cast: Cast, film: Recording
) -> None:
    for _click in range(2):
        assert ana.post(page(cast, "share/"), {"what": "whole"}).status_code == 302
    assert Share.objects.count() == 1
    assert heading(ana.get(page(cast))) == "Your film is shared with Ben"
    assert ben.get(f"/film/{film.code}/film").status_code == 200
    for _click in range(2):
        ana.post(page(cast, "withdraw/"))
    assert ben.get(f"/film/{film.code}/film").status_code == 404
    ana.post(page(cast, "share/"), {"what": "whole"})
    assert ben.get(f"/film/{film.code}/film").status_code == 200
    assert [deed.act for deed in audit.deeds(film.code)] == ["shared", "withdrew", "shared"]


def test_taking_back_says_that_what_was_seen_cannot_be_recalled(
    ana: Client, cast: Cast, film: Recording
) -> None:
    ana.post(page(cast, "share/"), {"what": "whole"})
    assert "What was seen cannot be unseen" in words_of(ana.get(page(cast)))


@pytest.mark.parametrize("missing", ["ana", "ben"])
def test_nothing_is_shared_before_both_have_confirmed_each_other(
    ana: Client, cast: Cast, film: Recording, missing: str
) -> None:
    PartnerCheck.objects.filter(by=getattr(cast, missing), partnership=cast.pair).delete()
    response = ana.get(page(cast))
    assert f"/pair/{cast.pair.code}/check/" in response.content.decode()
    ana.post(page(cast, "share/"), {"what": "whole"})
    assert not Share.objects.exists()


def test_an_owner_who_has_picked_no_extract_is_told_where_to_pick_some(
    ana: Client, cast: Cast, film: Recording
) -> None:
    said = "To share only some extracts, pick them first while you watch."
    shown = ana.get(page(cast))
    assert said in words_of(shown)
    assert f'href="/cycle/{cast.strand.code}/prepare/"' in shown.content.decode()
    Extract.objects.create(recording=film, author=cast.ana, start_ms=0, end_ms=500)
    assert said not in words_of(ana.get(page(cast)))


def test_sharing_only_extracts_needs_at_least_one(ana: Client, cast: Cast, film: Recording) -> None:
    Extract.objects.create(recording=film, author=cast.ana, start_ms=0, end_ms=500, words="hands up")
    response = ana.post(page(cast, "share/"), {"what": "extracts"})
    assert response.status_code == 422
    assert "Tick at least one extract" in words_of(response)
    assert not Share.objects.exists()


def test_sharing_only_extracts_offers_those_and_no_other(
    ana: Client, ben: Client, cast: Cast, film: Recording
) -> None:
    one, other = (
        Extract.objects.create(recording=film, author=cast.ana, start_ms=start, end_ms=start + 500)
        for start in (0, 900)
    )
    ana.post(page(cast, "share/"), {"what": "extracts", "extracts": [str(one.code)]})
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.is_offered, one.state, other.is_offered) == (True, Extract.State.CUTTING, False)
    assert heading(ana.get(page(cast))) == "Extracts of your film are shared with Ben"
    assert ben.get(f"/film/{film.code}/film").status_code == 404


def test_a_share_rests_with_its_cycle_and_the_page_says_so(ana: Client, cast: Cast, film: Recording) -> None:
    ana.post(page(cast, "share/"), {"what": "whole"})
    cast.cycle.paused_at = timezone.now()
    cast.cycle.save()
    response = ana.get(page(cast))
    assert heading(response) == "Only you can see this film"
    assert "The share rests while the cycle rests" in words_of(response)


def test_a_share_from_before_the_cycle_was_closed_does_not_come_back_by_itself(
    ana: Client, ben: Client, cast: Cast, film: Recording
) -> None:
    ana.post(page(cast, "share/"), {"what": "whole"})
    cast.cycle.opening += 1
    cast.cycle.save()
    assert ben.get(f"/film/{film.code}/film").status_code == 404
    ana.post(page(cast, "share/"), {"what": "whole"})
    assert ben.get(f"/film/{film.code}/film").status_code == 200
    assert Share.objects.filter(withdrawn_at__isnull=True).count() == 1


def test_the_owner_reads_who_watched_and_for_how_long(
    ana: Client, ben: Client, cast: Cast, film: Recording
) -> None:
    assert "Nobody but you" in words_of(ana.get(page(cast)))
    ana.post(page(cast, "share/"), {"what": "whole"})
    ben.get(f"/film/{film.code}/film", headers={"range": "bytes=0-9"})
    assert "opened, not played" in words_of(ana.get(page(cast)))
    ben.post(f"/film/{film.code}/seen", {"stretches": [[0, 1500]]}, "application/json")
    assert "2 seconds" in words_of(ana.get(page(cast)))


def test_deleting_asks_first_and_then_leaves_nothing(ana: Client, cast: Cast, film: Recording) -> None:
    for role in (Rendition.Role.POSTER, Rendition.Role.STRIP, Rendition.Role.PEAKS):
        put(film, role, b"bytes")
    stages.reach(cast.strand, "film")
    Extract.objects.create(recording=film, author=cast.ana, start_ms=0, end_ms=500, words="hands up")
    ana.post(page(cast, "share/"), {"what": "whole"})
    assert len(store.names(film.code)) == 4
    assert "Delete this film for good?" in words_of(ana.get(page(cast, "delete/")))
    assert len(store.names(film.code)) == 4
    response = ana.post(page(cast, "delete/"), follow=True)
    assert "0 files" in words_of(response)
    assert "0 keys" in words_of(response)
    assert store.names(film.code) == []
    assert keystore.is_destroyed(f"recording:{film.code}")
    for model in (Rendition, Upload, Extract):
        assert not model.objects.exists()
    assert not StrandStep.objects.filter(strand=cast.strand, key="film").exists()
    assert ana.get(f"/film/{film.code}/film").status_code == 404
    assert ana.post(page(cast, "delete/")).status_code == 302


def test_after_a_deletion_another_film_can_be_brought(ana: Client, cast: Cast, film_bytes: bytes) -> None:
    bring(ana, cast.strand.code, film_bytes)
    ana.post(page(cast, "delete/"))
    assert bring(ana, cast.strand.code, film_bytes).state == Recording.State.PREPARING


def test_a_films_name_cannot_turn_the_page_around(ana: Client, cast: Cast, film: Recording) -> None:
    assert "<bdi>Year 8 \u202eevil.mp4</bdi>" in ana.get(page(cast)).content.decode()


@pytest.mark.parametrize("key", ["destroyed", "destroyed and finished"])
def test_a_film_that_came_back_from_a_backup_without_its_key_breaks_no_page(
    ana: Client, ben: Client, cast: Cast, film: Recording, key: str
) -> None:
    Extract.objects.create(
        recording=film, author=cast.ana, start_ms=0, end_ms=500, words="hands up", is_offered=True
    )
    ana.post(page(cast, "share/"), {"what": "whole"})
    keystore.destroy(f"recording:{film.code}")
    if key == "destroyed and finished":
        ending.finish_deleting(str(film.code), 1)
    cycle = f"/cycle/{cast.strand.code}/"
    for browser, addresses in (
        (ana, (page(cast), page(cast, "delete/"), f"{cycle}prepare/", cycle, f"{cycle}meet/", "/")),
        (ben, (f"{cycle}prepare/", cycle, f"{cycle}meet/", "/")),
    ):
        for address in addresses:
            response = browser.get(address, follow=True)
            assert response.status_code == 200, address
            assert "hands up" not in response.content.decode()
        assert browser.get(f"/film/{film.code}/film").status_code == 404
    assert ana.post(page(cast, "delete/"), follow=True).status_code == 200
    assert heading(ana.get(page(cast))) == "Bring the film of your lesson"
