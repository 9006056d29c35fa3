"""How a person stands to a film, an extract and the list of who watched."""

import uuid

from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.programme.stages import plan_of
from sidebyside.programme.standing import are_together, is_across, strand_standing
from sidebyside.recordings import pupils, recognition
from sidebyside.recordings.models import Extract, Recording, Share
from sidebyside.trust.doors import Standing
from sidebyside.trust.policy import If, Who

NOBODY = Standing(frozenset())


FILMS = {Recording.Sort.LESSON, Recording.Sort.REHEARSAL}


def film_standing(person: Person, thing: Recording | Strand) -> Standing:
    """A strand stands for the film that may be brought to it: its coachee's from the first second."""
    if isinstance(thing, Strand):
        who = _who_brings(person, thing)
        return Standing(who, _handed(person, thing, who))
    if thing.sort not in FILMS or thing.state == Recording.State.DELETED:
        return NOBODY
    share, who = share_in_force(thing), _who(person, thing)
    if thing.sort == Recording.Sort.REHEARSAL:
        # A dummy run is for whoever makes it: not handed over and never shared.
        return Standing(who & {Who.OWNER})
    facts = frozenset({If.SHARED} if share is not None and share.whole else ())
    return Standing(who, facts | _handed(person, thing.strand, who))


def _who_brings(person: Person, strand: Strand) -> frozenset[Who]:
    if not plan_of(strand).films_lesson:
        return frozenset()
    if strand.coachee.pk == person.pk:
        return frozenset({Who.OWNER})
    if not are_together(person, strand.coachee, strand.cycle.partnership):
        return frozenset()
    return strand_standing(person, strand).who & {Who.COACH}


def _handed(person: Person, strand: Strand, who: frozenset[Who]) -> frozenset[If]:
    """Asked for a coach only: a stranger's request does not even look."""
    if Who.COACH not in who:
        return frozenset()
    if is_across(strand):
        # Pupils are filmed on no device of another school, whatever was given while it was a pair of one.
        return frozenset()
    given = any(one.to_id == person.pk and one.ended_at is None for one in strand.hand_overs.all())
    return frozenset({If.HANDED} if given else ())


def owner_of(code: uuid.UUID) -> uuid.UUID | None:
    """Whose a recording is, by public ids; None for a talk, which is both partners'."""
    return Recording.objects.filter(code=code).values_list("owner__code", flat=True).first()


def clip_standing(person: Person, extract: Extract) -> Standing:
    recording = extract.recording
    if recording.state == Recording.State.DELETED:
        return NOBODY
    offered = extract.is_offered and extract.author_id == recording.owner_id
    shared = offered and share_in_force(recording) is not None
    return Standing(_who(person, recording), frozenset({If.EXTRACTS_SHARED} if shared else ()))


def accesses_standing(person: Person, recording: Recording) -> Standing:
    """Who watched stays the owner's to know, also after the film is gone."""
    return Standing(frozenset({Who.OWNER} if recording.owner_id == person.pk else ()))


def share_in_force(recording: Recording) -> Share | None:
    """The share that counts now: not withdrawn, the cycle runs and was not closed since, and there is a yes for
    every pupil who may be in shot.

    None while faces are being hidden in the film, and until its owner has looked through what came of it.
    """
    if recognition.waits(recording):
        return None
    share = standing_share(recording)
    cycle = recording.strand.cycle
    if share is None or not cycle.is_running or share.opening != cycle.opening:
        return None
    return None if pupils.held_back(recording) else share


def standing_share(recording: Recording) -> Share | None:
    """The share that the owner has given and not taken back, also while a closed or paused cycle rests it."""
    return next((share for share in recording.shares.all() if share.withdrawn_at is None), None)


def _who(person: Person, recording: Recording) -> frozenset[Who]:
    if recording.owner_id == person.pk:
        return frozenset({Who.OWNER})
    owner = recording.owner
    if owner is None or not are_together(person, owner, recording.strand.cycle.partnership):
        return frozenset()
    return strand_standing(person, recording.strand).who & {Who.COACH}
