"""Notes in a talk: what is typed under one draft is one note."""

import uuid

from django.db import transaction
from django.utils import timezone

from sidebyside.conversations.models import Conversation, TalkNote
from sidebyside.people.models import Person


@transaction.atomic
def keep_note(talk: Conversation, author: Person, draft: uuid.UUID | None, words: str, at_ms: int) -> None:
    """Sent again under the same draft, newer words take the place of the ones before: the answer may have been lost
    on its way, and the person has typed on.
    """
    said = {"conversation": talk, "author": author, "at_ms": at_ms, "words": words}
    note, is_new = TalkNote.objects.select_for_update().get_or_create(
        code=draft or uuid.uuid4(), defaults=said
    )
    if is_new:
        return
    if note.author_id != author.pk or note.conversation_id != talk.pk:
        # The draft's code is another note's: these words still are this person's.
        TalkNote.objects.create(**said)
    elif note.words != words:
        note.words, note.made_at = words, timezone.now()
        note.save(update_fields=["words", "made_at"])
