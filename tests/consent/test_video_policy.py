"""Nobody films before the school has said how; then anybody may read it."""

import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from sidebyside.consent import policies
from sidebyside.consent.models import SECTIONS, Charge, VideoPolicy
from sidebyside.people.models import Person
from sidebyside.recordings.models import Recording
from tests.cast import Cast
from tests.recordings.conftest import begin_upload, metadata
from tests.recordings.filmed import begin_part, speak

As = Callable[[Person], Client]
TUS = {"tus-resumable": "1.0.0"}


@pytest.fixture
def without(cast: Cast) -> Cast:
    """A school that has published nothing yet."""
    VideoPolicy.objects.filter(school=cast.school).delete()
    return cast


def _words(cast: Cast, **more: str) -> dict[str, str]:
    return policies.template(cast.school) | {"safeguarding": "Tell the office."} | more


def test_a_film_is_refused_kindly_until_there_is_a_policy(without: Cast, as_person: As) -> None:
    ana = as_person(without.ana)
    told = metadata(strand=str(without.strand.code), filename="lesson.mp4")
    answer = ana.post("/upload/", headers=TUS | {"upload-length": "10", "upload-metadata": told})
    assert answer.status_code == 423
    assert "video policy" in answer.content.decode()
    assert not Recording.objects.exists()
    policies.publish(without.school, without.dora, _words(without))
    assert begin_upload(ana, without.strand.code, 10)


def test_a_device_is_refused_too_and_a_dummy_run_is_not(without: Cast, as_person: As) -> None:
    ana, at = as_person(without.ana), without.strand.code
    # Not for good: what was filmed stays on the device, which tries again.
    assert speak(ana, at, uuid.uuid4())[0] == 423
    assert not Recording.objects.exists()
    begin_part(ana, at, uuid.uuid4(), sort="rehearsal")
    assert Recording.objects.get().sort == Recording.Sort.REHEARSAL


def test_the_pages_say_so_and_offer_the_dummy_run(without: Cast, as_person: As) -> None:
    ana, at = as_person(without.ana), f"/cycle/{without.strand.code}/film/"
    for page in (at, f"{at}record/"):
        shown = ana.get(page)
        assert "has not published its video policy" in shown.content.decode()
        assert "rehearsal=1" in shown.content.decode()
        assert "film-recorder" not in shown.content.decode()
    assert "film-recorder" in ana.get(f"{at}record/?rehearsal=1").content.decode()


def test_the_co_ordinator_publishes_what_the_product_began(without: Cast, as_person: As) -> None:
    dora = as_person(without.dora)
    page = dora.get("/school/video-policy/").content.decode()
    assert "35 days" in page
    assert "Harbour School" in page
    assert dora.post("/school/video-policy/", policies.template(without.school)).status_code == 422
    assert dora.post("/school/video-policy/", _words(without)).status_code == 302
    assert policies.in_force(without.school.pk) is not None


def test_versions_are_kept_and_dated(without: Cast, as_person: As, client: Client) -> None:
    dora = as_person(without.dora)
    dora.post("/school/video-policy/", _words(without, purpose="The first purpose."))
    dora.post("/school/video-policy/", _words(without, purpose="The second purpose."))
    dora.post("/school/video-policy/", _words(without, purpose="The second purpose."))
    assert [one.version for one in VideoPolicy.objects.filter(school=without.school)] == [2, 1]
    page = client.get(f"/video-policy/{without.school.code}/").content.decode()
    assert page.index("The second purpose.") < page.index("The first purpose.")
    assert "version 2 of" in page


def test_it_is_read_without_an_account_and_names_nobody(cast: Cast, client: Client) -> None:
    for page in ("", "pupils/"):
        shown = client.get(f"/video-policy/{cast.school.code}/{page}")
        assert shown.status_code == 200
        words = shown.content.decode()
        assert not [one.name for one in cast.school.people.all() if one.name in words.split()]
    assert client.get(f"/video-policy/{uuid.uuid4()}/").status_code == 404


def test_whoever_is_charged_publishes_and_nobody_else_does(cast: Cast, as_person: As) -> None:
    leo = as_person(cast.leo)
    assert leo.get("/school/video-policy/").status_code == 404
    dora = as_person(cast.dora)
    told = {"what": "publisher", "person": str(cast.leo.code)}
    assert dora.post("/school/charges/", told).status_code == 302
    assert leo.post("/school/video-policy/", _words(cast, purpose="Ours.")).status_code == 302
    charge = Charge.objects.get()
    assert dora.post(f"/school/charges/{charge.code}/back/").status_code == 302
    assert leo.get("/school/video-policy/").status_code == 404


def test_nobody_charges_themselves_and_no_leader_reads_the_register(cast: Cast, as_person: As) -> None:
    dora = as_person(cast.dora)
    for who in (cast.dora, cast.leo, cast.eve):
        answer = dora.post("/school/charges/", {"what": "data lead", "person": str(who.code)})
        assert answer.status_code == 422, who.name
    assert not Charge.objects.exists()
    assert (
        dora.post("/school/charges/", {"what": "data lead", "person": str(cast.nina.code)}).status_code == 302
    )


def test_nobody_is_charged_from_a_sign_in_that_does_not_count_yet(cast: Cast, as_person: As) -> None:
    """Whoever reads a co-ordinator's mailbox must not let an accomplice into the register before the 72 hours."""
    dora = as_person(cast.dora)
    Person.objects.filter(pk=cast.dora.pk).update(held_since=timezone.now())
    answer = dora.post("/school/charges/", {"what": "data lead", "person": str(cast.nina.code)})
    assert answer.status_code == 422
    assert "once your new sign-in counts" in answer.content.decode()
    assert not Charge.objects.exists()


def test_a_published_version_says_everything(cast: Cast) -> None:
    found = policies.in_force(cast.school.pk)
    assert found is not None
    assert all(getattr(found, name) for name in SECTIONS)


def test_the_co_ordinators_home_leads_to_it_until_it_is_there(without: Cast, as_person: As) -> None:
    dora = as_person(without.dora)
    assert "Nobody films yet" in dora.get("/").content.decode()
    assert "Nobody films yet" not in as_person(without.ana).get("/").content.decode()
    policies.publish(without.school, without.dora, _words(without))
    assert "Nobody films yet" not in dora.get("/").content.decode()


def test_tasks_are_given_in_plain_words_and_found_from_the_people(cast: Cast, as_person: As) -> None:
    dora = as_person(cast.dora)
    assert 'href="/school/charges/"' in dora.get("/people/").content.decode()
    Charge.objects.create(school=cast.school, person=cast.nina, what=Charge.What.DATA_LEAD)
    page = dora.get("/school/charges/").content.decode()
    assert "Give this task" in page
    for word in ("Charge somebody", "Charge them", "charge is given"):
        assert word not in page, word


def test_the_sign_in_page_leads_anybody_to_it_by_one_address(without: Cast, client: Client) -> None:
    VideoPolicy.objects.all().delete()
    at = "/video-policy/"
    assert f'href="{at}"' in client.get("/sign-in/").content.decode()
    assert "Until it has, no lesson is filmed" in client.get(at).content.decode()
    policies.publish(without.school, without.dora, _words(without))
    assert client.get(at).headers["Location"] == f"{at}{without.school.code}/"
    policies.publish(without.other_school, None, _words(without))
    both = client.get(at).content.decode()
    for school in (without.school, without.other_school):
        assert f'href="{at}{school.code}/">{school.name}' in both
