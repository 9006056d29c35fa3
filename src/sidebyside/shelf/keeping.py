"""Putting things on the shelf, changing and removing one's own, and planning one lesson together."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from sidebyside.people.models import Person
from sidebyside.programme.actions import locked, running_strand
from sidebyside.programme.models import Partnership, Strand
from sidebyside.programme.seen import insist_unchanged
from sidebyside.programme.stages import plan_of, reach, take_back
from sidebyside.programme.standing import strands
from sidebyside.shelf import files
from sidebyside.shelf.models import Item, ItemFile, LessonPlan, OnTable
from sidebyside.trust import audit, keystore, ledger
from sidebyside.trust.doors import may
from sidebyside.trust.policy import Act, Kind

# So much one person may keep on one shelf.
MOST_ITEMS = 60
# The step of a cycle in which a lesson is planned, in the templates that have it.
STEP = "plan"
# Sent twice within this time, the same words are one item.
TWICE = timedelta(minutes=10)


class Full(Exception):
    """This person's part of the shelf holds as much as it may."""


@dataclass(frozen=True)
class ItemWords:
    title: str = ""
    link: str = ""
    words: str = ""

    def in_order(self) -> list[str]:
        return [self.title, self.link, self.words]


def words_of(item: Item) -> ItemWords:
    return ItemWords(item.title, item.link, item.words)


def readable(person: Person, partnership: Partnership) -> list[Item]:
    """What this person may read of a shelf, the newest first."""
    rows = Item.objects.select_related("author", "file").defer("file__body")
    items = list(rows.filter(partnership=partnership))
    for item in items:
        item.partnership = partnership
    return [item for item in items if may(person, Act.SEE, Kind.SHELF_ITEM, item)]


def has_own(person: Person, partnership: Partnership) -> bool:
    return Item.objects.filter(partnership=partnership, author=person).exists()


@transaction.atomic
def put(
    partnership: Partnership, author: Person, words: ItemWords, file: files.Brought | None = None
) -> Item:
    """Raises Full, files.TooMany."""
    locked(partnership)
    own = Item.objects.select_related("author").filter(partnership=partnership, author=author)
    for item in own.filter(made_at__gte=timezone.now() - TWICE):
        if words_of(item) == words and _has(item, file):
            return item
    if own.count() >= MOST_ITEMS:
        raise Full
    made = Item.objects.create(
        partnership=partnership, author=author, title=words.title, link=words.link, words=words.words
    )
    if file is not None:
        files.keep(made, file)
    return made


def _has(item: Item, file: files.Brought | None) -> bool:
    """Sent again after an answer that was lost, it is the same file."""
    there = files.of_item(item)
    if file is None or there is None:
        return file is None and there is None
    return there.name == file.name and files.body_of(there) == file.body


@transaction.atomic
def change(item: Item, words: ItemWords, seen: str, file: files.Brought | None = None) -> None:
    """Raises Changed, files.TooMany."""
    found = Item.objects.select_for_update(of=("self",)).select_related("author").get(pk=item.pk)
    if insist_unchanged(words_of(found).in_order(), words.in_order(), seen):
        found.title, found.link, found.words = words.title, words.link, words.words
        found.changed_at = timezone.now()
        found.save()
    if file is not None:
        locked(item.partnership)
        files.keep(found, file)


def remove(item: Item) -> None:
    """For good: said before it is done, so that a backup that is put back does not bring it again."""
    ledger.note(ledger.ROW, f"shelf.item:{item.code}")
    item.delete()


def is_gone(file: ItemFile) -> bool:
    """Whether of a file that was taken off nothing can be read: there is no row, and its key is destroyed."""
    no_row = not ItemFile.objects.filter(code=file.code).exists()
    return no_row and keystore.is_destroyed(file.sealing_key())


def plan_of_lesson(strand: Strand) -> LessonPlan | None:
    return LessonPlan.objects.select_related("owner", "changed_by").filter(strand=strand).first()


@transaction.atomic
def write_plan(strand: Strand, by: Person, words: str, seen: str) -> None:
    """Either partner's, in the one text that both keep. Raises AtRest, Changed."""
    found = running_strand(strand)
    plan = plan_of_lesson(found)
    if not insist_unchanged([plan.words if plan else ""], [words], seen):
        return
    if plan is None:
        plan = LessonPlan(strand=found, owner=found.coachee)
    plan.words, plan.changed_by, plan.changed_at = words, by, timezone.now()
    plan.save()
    if not plan_of(found).has(STEP):
        # The text is the pair's alone: a date of it stands only where the programme has the step.
        return
    if words:
        reach(found, STEP)
    else:
        take_back(found, STEP)


@transaction.atomic
def say_planned(strand: Strand, by: Person) -> None:
    """Either partner's word that the lesson is planned, with or without a text here. Raises AtRest."""
    found = running_strand(strand)
    if plan_of(found).has(STEP):
        reach(found, STEP)
        audit.did("did", "step", found.code, by.code, step=STEP)


def plans_kept(person: Person, partnership: Partnership) -> list[LessonPlan]:
    """Plans of this pair's lessons that this person may open, the latest first."""
    rows = LessonPlan.objects.select_related("owner").filter(strand__cycle__partnership=partnership)
    found = {one.strand_id: one for one in rows if one.words}
    there = strands().filter(pk__in=found).order_by("-cycle__number", "pk")
    kept = []
    for strand in there:
        if may(person, Act.SEE, Kind.LESSON_PLAN, strand):
            found[strand.pk].strand = strand
            kept.append(found[strand.pk])
    return kept


def on_the_table(strand: Strand) -> set[int]:
    """Keys of the items that lie on the table for this lesson."""
    return set(OnTable.objects.filter(strand=strand).values_list("item_id", flat=True))


@transaction.atomic
def lay_out(strand: Strand, by: Person, wanted: set[str], lay: set[str]) -> None:
    """What of the items that this person may read was ticked or unticked on their page, where ``lay`` lay on the table:
    what the other laid out since stays. Raises AtRest."""
    found = running_strand(strand)
    lying = on_the_table(found)
    for item in readable(by, found.cycle.partnership):
        code = str(item.code)
        if code in wanted - lay and item.pk not in lying:
            OnTable.objects.create(item=item, strand=found)
        elif code in lay - wanted and item.pk in lying:
            OnTable.objects.filter(item=item, strand=found).delete()
