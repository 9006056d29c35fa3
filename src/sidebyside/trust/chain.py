"""A chain for each owner over what happened with what is theirs (docs/adr/0023).

Each link seals the one before with the owner's own key, which lies in the key store: whoever changes, moves or takes
out a row of the database cannot make the chain fit again. What is cut off at the end shows against the head that
the last backup wrote down.
"""

import hashlib
import hmac
import json
import secrets
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from sidebyside.trust import keystore
from sidebyside.trust.models import Access, Chain, Deed, Link
from sidebyside.trust.policy import Kind

Sort = Link.Sort
SALT_BYTES = 32

# From a thing's public id to its owner's; None where it has none alone, as a talk.
OwnerOf = Callable[[uuid.UUID], uuid.UUID | None]
_owners: dict[str, OwnerOf] = {}


def declare_owner(kind: Kind, reader: OwnerOf) -> None:
    """A room says whose a thing of its kind is: what is noted about it goes into that person's chain."""
    if _owners.get(kind, reader) is not reader:
        raise RuntimeError(f"whose a {kind} is, is declared by two rooms")
    _owners[kind] = reader


def owner_of(kind: str, thing: uuid.UUID) -> uuid.UUID | None:
    reader = _owners.get(kind)
    return reader(thing) if reader is not None else None


def append(owner: uuid.UUID, sort: Link.Sort, about: int, entry: dict[str, Any]) -> Link:
    """One link on. ``entry`` is what is sealed: integers, ids and times as text, enum words."""
    # Made outside of the lock: it writes to the key store, once an owner.
    key = key_of(owner)
    with transaction.atomic():
        held = _held(owner)
        salt = secrets.token_hex(SALT_BYTES)
        digest = digest_of(salt, sort, about, entry)
        place = held.length + 1
        seal = seal_of(key, held.head, place, sort, about, digest)
        made = Link.objects.create(
            owner=owner, place=place, sort=sort, about=about, salt=salt, digest=digest, seal=seal
        )
        held.length, held.head = place, seal
        held.save(update_fields=["length", "head"])
        return made


def _held(owner: uuid.UUID) -> Chain:
    """The chain's row, nobody else's until the transaction ends."""
    rows = Chain.objects.select_for_update().filter(owner=owner)
    held = rows.first()
    if held is None:
        Chain.objects.get_or_create(owner=owner)
        held = rows.get()
    return held


def key_of(owner: uuid.UUID) -> bytes:
    return keystore.key_made_on_first_use(f"audit:{owner}")


def digest_of(salt: str, sort: str, about: int, entry: dict[str, Any]) -> str:
    said = json.dumps([salt, str(sort), about, entry], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def seal_of(key: bytes, before: str, place: int, sort: str, about: int, digest: str) -> str:
    said = f"{before}|{place}|{sort}|{about}|{digest}"
    return hmac.digest(key, said.encode(), "sha256").hex()


def began(access: Access) -> dict[str, Any]:
    """What stays as it is from a viewing's first second."""
    return {
        "viewing": str(access.viewing),
        "recording": str(access.recording),
        "person": str(access.person),
        "at": _at(access.started_at),
    }


def ended(access: Access) -> dict[str, Any]:
    """What is known once a viewing is over."""
    return began(access) | {"until": _at(access.last_at), "stretches": access.stretches}


def done(deed: Deed) -> dict[str, Any]:
    return {
        "act": deed.act,
        "kind": deed.kind,
        "object": str(deed.object),
        "by": str(deed.by or ""),
        "at": _at(deed.at),
        "facts": deed.facts,
    }


def _at(when: datetime) -> str:
    # To the microsecond: both databases give back what they were given.
    return when.astimezone(UTC).isoformat(timespec="microseconds")


@transaction.atomic
def erase(owner: uuid.UUID, sort: Link.Sort, about: int) -> None:
    """Let an entry go, with the salt that its digest could be guessed by; a link says that it went. Safe to repeat."""
    sorts = [Sort.DEED] if sort == Sort.DEED else [Sort.BEGAN, Sort.ENDED]
    model: type[Access] | type[Deed] = Deed if sort == Sort.DEED else Access
    # The entry before the chain, as everywhere else: two that wait for one another would both fail.
    model.objects.select_for_update().filter(pk=about).first()
    _held(owner)
    for link in Link.objects.filter(owner=owner, sort__in=sorts, about=about).exclude(salt=""):
        Link.objects.filter(pk=link.pk).update(salt="")
        append(owner, Sort.ERASED, link.place, {})
    model.objects.filter(pk=about).delete()


def erase_viewings(owner: uuid.UUID) -> None:
    """Who watched what is gone; what was done with it stays, as the proof that it is gone. Safe to repeat."""
    for pk in list(Access.objects.filter(owner=owner).order_by("pk").values_list("pk", flat=True)):
        erase(owner, Sort.BEGAN, pk)


@dataclass(frozen=True)
class Wrong:
    """Something that an honest server would not have written. ``place`` is counted from 1."""

    owner: uuid.UUID
    place: int
    what: str

    def __str__(self) -> str:
        return f"chain {self.owner}, link {self.place}: {self.what}"


def heads() -> dict[str, str]:
    """Of every chain there is, by its owner's public id: for a backup's manifest."""
    return {str(owner): head for owner, head in Chain.objects.values_list("owner", "head") if head}


def owners() -> list[uuid.UUID]:
    """Everybody with a chain, a link, or an entry that must be in one."""
    chains = Chain.objects.values_list("owner", flat=True)
    links = Link.objects.values_list("owner", flat=True).distinct()
    viewings = Access.objects.filter(owner__isnull=False).values_list("owner", flat=True).distinct()
    deeds = Deed.objects.filter(owner__isnull=False).values_list("owner", flat=True).distinct()
    return sorted({one for found in (chains, links, viewings, deeds) for one in found if one is not None})


def check(owner: uuid.UUID, known_head: str = "") -> list[Wrong]:
    """Everything that is wrong with an owner's chain, against its entries and against a head from a backup."""
    links = list(Link.objects.filter(owner=owner).order_by("place"))
    found = [*_broken(owner, links), *_beside_entries(owner, links)]
    if known_head and known_head not in {link.seal for link in links}:
        found.append(Wrong(owner, len(links), "the head in the backup is not in it: it was cut or made anew"))
    return found


def _broken(owner: uuid.UUID, links: list[Link]) -> Iterator[Wrong]:
    before = ""
    try:
        # Not made here: a chain whose key is gone must not come to fit a new one.
        key = keystore.key(f"audit:{owner}") if links else b""
    except keystore.KeyGone:
        yield Wrong(owner, 1, "its key is gone")
        return
    for place, link in enumerate(links, 1):
        if link.place != place:
            yield Wrong(owner, place, "a link is missing")
            return
        seal = seal_of(key, before, place, link.sort, link.about, link.digest)
        if not hmac.compare_digest(seal, link.seal):
            yield Wrong(owner, place, "its seal does not fit: changed, moved or made elsewhere")
            return
        before = link.seal
    kept = Chain.objects.filter(owner=owner).first()
    says = (kept.length, kept.head) if kept is not None else (0, "")
    if says != (len(links), before):
        yield Wrong(owner, len(links), "it does not end where it says it ends")


def _beside_entries(owner: uuid.UUID, links: list[Link]) -> Iterator[Wrong]:
    accesses = {one.pk: one for one in Access.objects.filter(owner=owner)}
    deeds = {one.pk: one for one in Deed.objects.filter(owner=owner)}
    erased = {link.about for link in links if link.sort == Sort.ERASED}
    for link in links:
        if link.sort == Sort.ERASED:
            continue
        entry = (deeds if link.sort == Sort.DEED else accesses).get(link.about)
        if link.place in erased:
            if entry is not None or link.salt:
                yield Wrong(owner, link.place, "it was erased, and something of it is there")
        elif entry is None:
            yield Wrong(owner, link.place, "its entry is missing")
        elif digest_of(link.salt, link.sort, link.about, _said(link.sort, entry)) != link.digest:
            yield Wrong(owner, link.place, "its entry was changed")
    yield from _outside(owner, links, accesses.values(), deeds)


def _said(sort: str, entry: Access | Deed) -> dict[str, Any]:
    if isinstance(entry, Deed):
        return done(entry)
    return began(entry) if sort == Sort.BEGAN else ended(entry)


def _outside(
    owner: uuid.UUID, links: list[Link], accesses: Iterable[Access], deeds: Iterable[int]
) -> Iterator[Wrong]:
    linked = {(link.sort, link.about) for link in links}
    for access in accesses:
        if (Sort.BEGAN, access.pk) not in linked:
            yield Wrong(owner, len(links), "a viewing is in no link")
        if access.is_ended != ((Sort.ENDED, access.pk) in linked):
            yield Wrong(owner, len(links), "a viewing is over in one place and not in the other")
    for pk in deeds:
        if (Sort.DEED, pk) not in linked:
            yield Wrong(owner, len(links), "a deed is in no link")
