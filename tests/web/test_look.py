"""The base page, the form renderer and the tags, as the rooms' templates use them."""

import re

import pytest
from django import forms
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast

from sidebyside.web.drafts import draft_taken
from sidebyside.web.lookbook import EveryField, lookbook
from sidebyside.web.templatetags.look import clock

SLOT = "0123456789abcdef0123456789abcdef"
ERROR_PAGES = ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"]


def ask(rf: RequestFactory, posted: dict[str, str] | None = None) -> HttpRequest:
    request = rf.post("/look/", posted) if posted is not None else rf.get("/look/")
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    return request


def rendered(template: str, **shown: object) -> str:
    return Template("{% load look %}" + template).render(Context(shown))


def test_every_component_is_shown_without_anything_that_the_policy_blocks(rf: RequestFactory) -> None:
    page = lookbook(ask(rf)).content.decode()
    assert "style=" not in page
    assert "<style" not in page
    assert not re.search(r"\son[a-z]+=", page)
    for script in re.findall(r"<script([^>]*)>", page):
        assert "src=" in script or 'type="application/json"' in script


def test_a_page_has_its_landmarks_one_first_heading_and_one_dark_button(rf: RequestFactory) -> None:
    page = lookbook(ask(rf)).content.decode()
    assert '<html lang="en-GB">' in page
    assert page.index('class="skip" href="#main"') < page.index("<header") < page.index('id="main"')
    assert len(re.findall(r"<h1[ >]", page)) == 1
    assert len(re.findall(r'class="button go"', page)) == 1
    assert page.count("<main") == page.count("<footer") == 1


def test_the_corner_says_who_can_see_the_page(rf: RequestFactory) -> None:
    assert "only you two" in lookbook(ask(rf)).content.decode()
    corner = {"words": "only you", "href": "/keeper/", "link": "what the keeper could do"}
    page = render_to_string("web/partials/corner.html", {"corner": corner})
    assert 'only you <a href="/keeper/">what the keeper could do</a>' in page
    assert render_to_string("web/partials/corner.html", {}).strip() == ""


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_an_error_page_stands_without_request_person_or_script_of_its_own(name: str) -> None:
    page = render_to_string(name)
    assert len(re.findall(r"<h1[ >]", page)) == 1
    assert 'href="/"' in page
    assert "htmx.min.js" not in page


def test_hints_and_errors_are_tied_to_their_field() -> None:
    form = EveryField({"focus": ""})
    page = str(form)
    control = re.search(r'<input[^>]*id="id_focus"[^>]*>', page)
    assert control
    assert 'aria-describedby="id_focus_helptext id_focus_error"' in control[0]
    assert 'aria-invalid="true"' in control[0]
    for named in re.findall(r'aria-describedby="([^"]*)"', page):
        for name in named.split():
            assert f'id="{name}"' in page


def test_the_list_of_problems_takes_the_focus_and_leads_to_each_field() -> None:
    page = str(EveryField({"focus": "x"}))
    box = page.split("</div>", 1)[0]
    assert 'role="alert" tabindex="-1" autofocus' in box
    targets = re.findall(r'href="#([^"]+)"', box)
    assert targets == ["id_email", "id_lesson_day", "id_lesson_time", "id_kind", "id_first_0", "id_agreed"]
    for target in targets:
        assert re.search(rf'<(input|select|textarea)[^>]*id="{target}"', page)


def test_what_is_missing_is_asked_for_in_words_that_fit_the_field() -> None:
    class Own(forms.Form):
        name = forms.CharField(error_messages={"required": "What are you called?"})

    page = str(EveryField({"focus": "x"}))
    assert "This field is required." not in page
    for said in ["Fill this in.", "Choose one.", "Tick this to go on."]:
        assert f"<p>{said}</p>" in page
    assert "What are you called?" in str(Own({}))


def test_a_form_without_errors_has_no_list_of_problems() -> None:
    assert "problems" not in str(EveryField())


def test_an_error_of_the_whole_form_is_in_the_list_and_what_was_typed_stays_escaped() -> None:
    class Pair(forms.Form):
        name = forms.CharField()

        def clean(self) -> None:
            raise forms.ValidationError("These two are already partners.")

    page = str(Pair({"name": "<b>Ana</b>"}))
    assert "<li>These two are already partners.</li>" in page
    assert "<b>Ana</b>" not in page
    assert "&lt;b&gt;Ana&lt;/b&gt;" in page


def test_what_is_optional_says_so_and_every_control_has_a_label() -> None:
    page = str(EveryField())
    assert page.count("(optional)") == 3
    for name in re.findall(r'<(?:input|select|textarea)[^>]*id="([^"]+)"', page):
        assert f'for="{name}"' in page or f'id="{name}"' in page.split('<label class="choice">', 1)[1]


@pytest.mark.parametrize(
    ("ms", "said"),
    [
        (0, "0:00"),
        (999, "0:00"),
        (1_082_000, "18:02"),
        (3_599_999, "59:59"),
        (3_723_000, "1:02:03"),
        (None, ""),
    ],
)
def test_a_time_on_the_film_is_said_as_people_say_it(ms: int | None, said: str) -> None:
    assert clock(ms) == said


def test_stages_of_a_row_say_in_words_what_their_squares_show() -> None:
    strip = rendered("{% stages states said %}", states=["done", "now", ""], said="focus set, filming next")
    assert 'role="img" aria-label="focus set, filming next"' in strip
    assert strip.count("<i") == 3


def test_a_signed_in_page_carries_a_draft_key_of_its_person_only(cast: Cast, rf: RequestFactory) -> None:
    def attributes(person: object) -> str:
        request = rf.get("/")
        request.user = person  # type: ignore[assignment]
        return rendered("{% person_attributes %}", request=request)

    ana, ben = attributes(cast.ana), attributes(cast.ben)
    assert str(cast.ana.code) in ana
    assert re.search(r'data-draft-key="[0-9a-f]{64}"', ana)
    assert ana.split("data-draft-key")[1] != ben.split("data-draft-key")[1]
    assert rendered("{% person_attributes %}", request=rf.get("/")) == ""
    cast.ana.held_since = timezone.now()
    held = attributes(cast.ana)
    assert str(cast.ana.code) in held
    assert "data-draft-key" not in held


def answered(rf: RequestFactory, response: HttpResponse, posted: dict[str, str], *, read: bool = True) -> str:
    def view(request: HttpRequest) -> HttpResponse:
        if read:
            _ = request.POST
        return response

    answer = draft_taken(view)(rf.post("/focus/", posted))
    return answer.cookies["draft_taken"].value if "draft_taken" in answer.cookies else ""


def test_the_device_is_told_when_a_draft_was_taken(rf: RequestFactory) -> None:
    assert answered(rf, HttpResponseRedirect("/cycle/"), {"draft": SLOT}) == SLOT


def test_the_device_keeps_a_draft_that_came_back_with_errors_or_met_the_sign_in_page(
    rf: RequestFactory,
) -> None:
    sign_in = reverse("people:sign-in")
    assert answered(rf, HttpResponse("the form again"), {"draft": SLOT}) == ""
    assert answered(rf, HttpResponseRedirect(f"{sign_in}?next=/focus/"), {"draft": SLOT}) == ""
    assert answered(rf, HttpResponseRedirect("/cycle/"), {"draft": "; Domain=evil"}) == ""
    assert answered(rf, HttpResponseRedirect("/cycle/"), {}) == ""


def test_a_body_that_no_view_read_is_left_alone(rf: RequestFactory) -> None:
    assert answered(rf, HttpResponseRedirect("/cycle/"), {"draft": SLOT}, read=False) == ""
