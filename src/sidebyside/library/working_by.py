"""Which text of a guide a pair works by: what was there when it began, until one of them takes another."""

from dataclasses import dataclass

from django.utils import timezone

from sidebyside.library.models import WorksBy
from sidebyside.library.texts import Text, texts_of
from sidebyside.people.models import Person
from sidebyside.programme.models import Partnership
from sidebyside.programme.standing import is_in, partnerships
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind


@dataclass(frozen=True)
class Working:
    """``texts``: the oldest first. ``theirs`` is what this person's pairs work by, the oldest of them where they
    differ; the newest for whoever is in no pair."""

    texts: tuple[Text, ...]
    theirs: Text
    pairs: tuple[Partnership, ...]
    names: tuple[str, ...]
    by: dict[int, tuple[str, ...]]
    """Partners' names by the version that the pair with them works by."""

    @property
    def newest(self) -> Text:
        return self.texts[-1]

    def called(self, version: str) -> Text:
        """The text that an address asks for. Raises Http404."""
        found = next((one for one in self.texts if str(one.version) == version), None)
        if found is None:
            doors.nothing_here()
        return found


def working(person: Person, guide: str) -> Working:
    texts = texts_of(guide)
    pairs = tuple(
        one
        for one in partnerships()
        .filter(memberships__person=person, ended_at=None, programme__closed_at=None)
        .order_by("made_at", "pk")
        if is_in(person, one) and one.has_two_in
    )
    chosen = dict(
        WorksBy.objects.filter(partnership__in=pairs, guide=guide).values_list("partnership_id", "version")
    )
    theirs = [_text_of(pair, chosen.get(pair.pk), texts) for pair in pairs]
    partners = [{one.person.name for one in pair.members_in if one.person_id != person.pk} for pair in pairs]
    by: dict[int, set[str]] = {}
    for text, names in zip(theirs, partners, strict=True):
        by.setdefault(text.version, set()).update(names)
    return Working(
        texts,
        min(theirs, key=lambda one: one.version, default=texts[-1]),
        pairs,
        tuple(sorted(set().union(*partners))),
        {version: tuple(sorted(names)) for version, names in by.items()},
    )


def _text_of(pair: Partnership, chosen: int | None, texts: tuple[Text, ...]) -> Text:
    began = timezone.localdate(pair.made_at)
    there = [one for one in texts if one.version == chosen] if chosen else []
    there = there or [one for one in texts if one.since is not None and one.since <= began]
    return there[-1] if there else texts[0]


def take(person: Person, known: Working, found: Text) -> None:
    """From now on all pairs of this person's work by this text. Raises Http404 for whoever is in none."""
    if not known.pairs:
        doors.nothing_here()
    for pair in known.pairs:
        doors.check(person, Act.CHANGE, Kind.PARTNERSHIP, pair)
        WorksBy.objects.update_or_create(
            partnership=pair, guide=found.key, defaults={"version": found.version}
        )
