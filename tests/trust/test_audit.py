import uuid

from sidebyside.trust import audit
from sidebyside.trust.models import Deed
from sidebyside.trust.policy import Kind


def test_a_viewing_is_one_entry_with_the_seconds_seen(db: None) -> None:
    person, film, viewing = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    audit.saw(person, film, viewing, 0, 4000)
    audit.saw(person, film, viewing, 9000, 12000)
    audit.saw(person, film, viewing, 3000, 5000)
    (entry,) = audit.accesses(film)
    assert entry.stretches == [[0, 5000], [9000, 12000]]


def test_every_kind_fits_the_column_that_notes_it() -> None:
    """SQLite would take any length; PostgreSQL refuses the whole act."""
    width = Deed._meta.get_field("kind").max_length
    assert width is not None
    assert [kind for kind in Kind if len(kind.value) > width] == []
