"""Passwords that are guessed first are refused in words; what people think of themselves is not."""

import hashlib
from pathlib import Path

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import Settings
from tests.cast import PASSWORD, Cast
from tests.people.test_people import signed_in

from sidebyside.people.passwords import is_in, variations

COMMON = ["football2026!", "P4ssw0rd!!", "!!Sunshine99", "monkeymonkey", "qwertyuiop", "aaaaaaaaaaaa"]
OF_HERE = ["Sidebyside2026", "HarbourSchool1", "ana.harbour.school", "TeacherAna!!", "Sidebyside2027!"]
FINE = [
    "a long enough password",
    "warm rain over tin roofs",
    "Kestrel-jumps-9",
    "harbour lights in winter fog",
]
FINE += ["7$k2-99!x-31", "coach 8392-0175-66"]


@pytest.mark.parametrize("password", COMMON)
def test_a_common_password_with_something_around_it_is_refused(cast: Cast, password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, cast.ana)


@pytest.mark.parametrize("password", OF_HERE)
def test_names_of_this_place_make_no_password(cast: Cast, password: str) -> None:
    with pytest.raises(ValidationError, match="little more than your own name"):
        validate_password(password, cast.ana)


@pytest.mark.parametrize("password", FINE)
def test_words_of_ones_own_are_taken(cast: Cast, password: str) -> None:
    validate_password(password, cast.ana)


def test_many_thousands_that_are_long_enough_are_refused() -> None:
    """Each word of the list stands for all that is made of it: the standard asks for 3,000 that fit."""
    made = {f"football{number}" for number in range(10, 10_000)}
    assert all("football" in variations(one) for one in made)


def test_a_list_of_passwords_that_became_known_is_looked_up_by_halving(tmp_path: Path) -> None:
    words = [f"known {number}" for number in range(1000)]
    digests = sorted(hashlib.sha1(word.encode()).hexdigest().upper() for word in words)
    path = tmp_path / "found.txt"
    path.write_text("".join(f"{digest}:{len(digest) * at}\n" for at, digest in enumerate(digests)))
    assert all(is_in(path, word) for word in words)
    assert not any(is_in(path, f"unknown {number}") for number in range(1000))
    path.write_text("")
    assert not is_in(path, "known 1")


def test_what_became_known_elsewhere_is_refused_where_a_list_is_named(
    cast: Cast, tmp_path: Path, settings: Settings
) -> None:
    path = tmp_path / "found.txt"
    path.write_text(hashlib.sha1(FINE[1].encode()).hexdigest().upper() + ":3\n")
    validate_password(FINE[1], cast.ana)
    settings.SIDEBYSIDE |= {"FOUND_PASSWORDS": str(path)}
    with pytest.raises(ValidationError, match="become known elsewhere"):
        validate_password(FINE[1], cast.ana)


def test_the_page_says_why_and_keeps_the_old_password(cast: Cast) -> None:
    ana: Client = signed_in(cast.ana)
    told = {"current": PASSWORD, "password": "Football2026!!"}
    page = ana.post("/account/password/", told)
    assert b"common password with something added" in page.content
    cast.ana.refresh_from_db()
    assert cast.ana.check_password(PASSWORD)
