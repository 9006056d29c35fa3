"""Which version of a form a school gives now, and how a new one is made."""

from typing import Any

from django.db import IntegrityError, transaction

from sidebyside.instruments.built_in import built_in
from sidebyside.instruments.models import FormVersion
from sidebyside.instruments.shapes import Form, read
from sidebyside.people.models import School


def newest(school_id: int, key: str) -> FormVersion | None:
    return FormVersion.objects.filter(school_id=school_id, key=key).order_by("-number").first()


def current_form(school_id: int, key: str) -> Form:
    """What somebody who begins now is given: the school's own copy, else ours as it is today."""
    found = newest(school_id, key)
    return read(found.body) if found is not None and not found.is_built_in else built_in(key)


def current_version(school: School, key: str) -> FormVersion:
    """The same as a row that answers can stay with; made where it is not there yet."""
    found = newest(school.pk, key)
    ours = built_in(key).as_kept()
    if found is not None and (not found.is_built_in or read(found.body) == read(ours)):
        return found
    return _add(school, key, ours, found, is_built_in=True)


def publish(school: School, form: Form) -> FormVersion:
    """A copy of the school's own, from now on. Sheets that were begun stay with what they were given to."""
    return _add(school, form.key, form.as_kept(), newest(school.pk, form.key), is_built_in=False)


def give_ours_again(school: School, key: str) -> FormVersion:
    return _add(school, key, built_in(key).as_kept(), newest(school.pk, key), is_built_in=True)


def _add(
    school: School, key: str, body: dict[str, Any], last: FormVersion | None, *, is_built_in: bool
) -> FormVersion:
    number = last.number + 1 if last else 1
    try:
        with transaction.atomic():
            return FormVersion.objects.create(
                school=school, key=key, number=number, body=body, is_built_in=is_built_in
            )
    except IntegrityError:
        # Somebody else began in the same moment: theirs is the version.
        return FormVersion.objects.get(school=school, key=key, number=number)
