from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from tests.cast import Cast

from sidebyside.people.models import Person

As = Callable[[Person], Client]


def test_a_new_co_ordinator_sees_the_stages_and_still_no_content(cast: Cast, as_person: As) -> None:
    call_command("new_co_ordinator", "TIM@harbour.test")
    tim = as_person(cast.tim)
    assert tim.get(f"/programme/{cast.programme.code}/").status_code == 200
    assert tim.get("/people/").status_code == 200
    assert tim.get(f"/cycle/{cast.strand.code}/focus/").status_code == 404


def test_only_somebody_with_an_open_account_can_become_one(cast: Cast) -> None:
    with pytest.raises(CommandError, match="No open account"):
        call_command("new_co_ordinator", "nobody@harbour.test")
    Person.objects.filter(pk=cast.tim.pk).update(is_active=False)
    with pytest.raises(CommandError, match="No open account"):
        call_command("new_co_ordinator", "tim@harbour.test")
