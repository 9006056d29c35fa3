"""The states of a pair's cycle, built for real, each with a word of its own in everything that somebody made."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core import signing
from django.test import Client
from django.utils import timezone

from sidebyside.consent.models import Charge
from sidebyside.conversations.models import Confirmation, Conversation, ListenerIn
from sidebyside.conversations.written import sitting_in
from sidebyside.law.models import Breach
from sidebyside.people import actions as people_actions
from sidebyside.people.models import HOLD, Invitation, Person, Recovery, hashed
from sidebyside.programme import actions
from sidebyside.programme.feeds import renew
from sidebyside.programme.models import (
    Aim,
    Criterion,
    Membership,
    PairPart,
    Partnership,
    Question,
    StrandContent,
)
from sidebyside.programme.stages import reach
from sidebyside.programme.standing import strands
from sidebyside.recordings import handing_over, sharing
from sidebyside.recordings.access import film_for
from sidebyside.recordings.deleting import delete_film
from sidebyside.recordings.models import Extract, Recording, Rendition, Share, Upload
from sidebyside.reflection.models import LookBack, NextStep, Takeaway
from sidebyside.room.models import LiveNote, Moment, Ready, Signal
from sidebyside.trust import keystore
from tests.access import (
    places_cover,
    places_pairing,
    places_programme,
    places_safeguarding,
    rooms,
)
from tests.access.model import ANA, BEN, NOBODY, Right, World
from tests.access.places_consent import (
    guardian_agrees_again,
    guardian_takes_it_back,
    keep_register,
    no_class_named,
)
from tests.access.places_second_look import ask_second_look, faces
from tests.access.places_talk import hold_talk
from tests.cast import Cast, gather
from tests.recordings.conftest import begin_upload
from tests.recordings.filmed import begin_part
from tests.room.conftest import FILM_MS, brought_film, kept

R = Right
EVERYBODY = ("ana", "ben", "cleo", "idris", "dora", "leo", "tim", "nina", "omar", "eve", NOBODY)
PARTNERS = (ANA, BEN)

# A word that stands in one piece of content only, and the rights of which any one lets somebody read it.
WITNESSES: dict[str, tuple[Right, ...]] = {
    "Quilllesson": (R.ENTER_CYCLE,),
    "Quillfocus": (R.ENTER_CYCLE,),
    "Quillwhy": (R.ENTER_CYCLE,),
    "Quillwouldsee": (R.ENTER_CYCLE,),
    "Quillcriterion": (R.ENTER_CYCLE,),
    "Quillanaasks": (R.ENTER_CYCLE, R.READ_ANAS_OWN_WORDS),
    "Quillbenasks": (R.ENTER_CYCLE, R.READ_BENS_OWN_WORDS),
    "Quillstep": (R.ENTER_CYCLE,),
    "Quillcameofit": (R.ENTER_CYCLE,),
    "Quillpairpart": (R.READ_PAIR_PART,),
    "Quillaim": (R.READ_PAIR_PART, R.READ_ANAS_OWN_WORDS),
    "Quillfilename": (R.OWN_FILM,),
    # Where a face is: it has no words, and what would stand there is shown to nobody.
    "Quillface": (R.NEVER,),
    "Quillcalled": (R.OWN_FILM, R.WATCH_FILM),
    "Quillangled": (R.OWN_ANGLE, R.WATCH_ANGLE),
    "Quillanasaw": (R.READ_ANAS_MARKS,),
    "Quillanamade": (R.READ_ANAS_MARKS,),
    "Quillanapicked": (R.READ_ANAS_MARKS,),
    "Quillbensaw": (R.READ_BENS_MARKS,),
    "Quillbenmade": (R.READ_BENS_MARKS,),
    "Quillbenpicked": (R.READ_BENS_MARKS,),
    "Quillbennoted": (R.READ_BENS_MARKS,),
    "Quillananoted": (R.READ_ANAS_MARKS,),
    "Quilltalknote": (R.READ_TALK,),
    "Quillvoice": (R.READ_WRITTEN,),
    "Quillsaid": (R.READ_WRITTEN,),
    "Quillname": (R.READ_TALK,),
    "Quillpseudonym": (R.READ_WRITTEN,),
    "Quillsuggested": (R.READ_WRITTEN,),
    "Quillagreed": (R.READ_WRITTEN,),
    "Quillbenblind": (R.READ_BENS_BLIND_CODES,),
    # What stood there before is kept for undoing, and shown to nobody.
    "Quillbefore": (R.NEVER,),
    "Quillpiece": (R.NEVER,),
    # Withheld is for nobody, also not for who withheld it.
    "Quillwithheld": (R.NEVER,),
    "Quillanalooksback": (R.LOOK_BACK, R.READ_ANAS_OWN_WORDS),
    "Quillbenlooksback": (R.LOOK_BACK, R.READ_BENS_OWN_WORDS),
    "Quilltakeaway": (R.TAKE_AWAY,),
    **places_safeguarding.WITNESSES,
    "Quillfilmbytes": (R.WATCH_FILM, R.LOOK_THROUGH_GLASS),
    "Quillanglebytes": (R.WATCH_ANGLE,),
    "Quillangleposter": (R.WATCH_ANGLE,),
    "Quilltriedbytes": (R.TRY_OUT,),
    "Quillclipbytes": (R.WATCH_EXTRACT,),
    "Quillblurred": (R.WATCH_FILM, R.LOOK_THROUGH),
    "Quillposter": (R.WATCH_FILM,),
    "Quillstrip": (R.WATCH_FILM,),
    "Quillpeaks": (R.WATCH_FILM,),
    "Quilltrack": (R.READ_WRITTEN,),
    "Quillpupil": (R.READ_REGISTER,),
    "Quillguardian": (R.READ_REGISTER,),
    "quillathome": (R.READ_REGISTER,),
    **places_pairing.WITNESSES,
    **rooms.WITNESSES,
}


@dataclass
class Scene:
    """One state: the model's world, the cast, and where everything lies."""

    name: str
    world: World
    cast: Cast
    film: Recording | None = None
    # What an address needs, by the name that the table calls the place.
    places: dict[str, dict[str, Any]] = field(default_factory=dict)
    browsers: dict[str, Client] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    # Words of this scene alone, beside WITNESSES: public ids that say that there is a film.
    witnesses: dict[str, tuple[Right, ...]] = field(default_factory=dict)

    def browser(self, name: str) -> Client:
        """Signed in again, whatever a request that was rolled back did to its cookies."""
        client = self.browsers[name]
        client.cookies.clear()
        if name in self.sessions:
            client.cookies["sessionid"] = self.sessions[name]
        return client

    def person(self, name: str) -> Person:
        found: Person = getattr(self.cast, name)
        return found

    def fresh(self, name: str) -> Person:
        return Person.objects.get(pk=self.person(name).pk)


def build(name: str) -> Scene:
    scene = Scene(name, World(), gather())
    _sign_everybody_in(scene)
    _before_the_lesson(scene)
    _ways_in(scene)
    keep_register(scene)
    places_pairing.look_for_partners(scene)
    _try_out(scene)
    if name == "upload unfinished":
        _begin_upload(scene)
    elif name.startswith("ben films"):
        _ben_films(scene)
    else:
        _bring_film(scene)
    _marks(scene)
    hold_talk(scene)
    _afterwards(scene)
    places_safeguarding.once(scene)
    STATES[name](scene)
    if scene.film is not None and scene.world.film == "ready":
        scene.witnesses[str(scene.film.code)] = (
            R.OWN_FILM,
            R.WATCH_FILM,
            R.WATCH_EXTRACT,
            R.LOOK_THROUGH_GLASS,
        )
    return scene


def _sign_everybody_in(scene: Scene) -> None:
    for name in EVERYBODY:
        scene.browsers[name] = Client(raise_request_exception=False)
        if name != NOBODY:
            sign_in(scene, name)


def sign_in(scene: Scene, name: str) -> None:
    client = scene.browsers[name]
    client.force_login(scene.person(name), backend="sidebyside.people.backends.EmailBackend")
    scene.sessions[name] = client.cookies["sessionid"].value


def _before_the_lesson(scene: Scene) -> None:
    cast, strand = scene.cast, scene.cast.strand
    StrandContent.objects.create(
        strand=strand,
        owner=cast.ana,
        lesson="Quilllesson",
        focus="Quillfocus: who is given time to think after I ask",
        why="Quillwhy",
        would_see="Quillwouldsee",
    )
    criterion = Criterion.objects.create(strand=strand, owner=cast.ana, words="Quillcriterion")
    Question.objects.create(strand=strand, author=cast.ana, words="Quillanaasks")
    Question.objects.create(strand=strand, author=cast.ben, words="Quillbenasks")
    for author, words in ((cast.ana, "Quillanalooksback"), (cast.ben, "Quillbenlooksback")):
        LookBack.objects.create(strand=strand, about=criterion.code, author=author, words=words)
    PairPart.objects.create(agreement=cast.pair.agreements.get(), words="Quillpairpart")
    Aim.objects.create(person=cast.ana, partnership=cast.pair, words="Quillaim")
    now = timezone.now()
    strand.lesson_at, strand.meeting_at = now - timedelta(days=1), now + timedelta(days=1)
    strand.place = "Room 4"
    strand.save(update_fields=["lesson_at", "meeting_at", "place"])
    reach(strand, "focus")
    reach(strand, "time")
    code = {"code": strand.code}
    # A film that the server has not heard of yet: whoever may film is told so.
    scene.places["device"] = code | {"film": uuid.uuid4()}
    # Nor has it a further film, or a part that Ben sends, in most states.
    angle = uuid.uuid4()
    scene.places |= {"part of ben": {"code": uuid.uuid4()}, "seen of the angle": {"code": angle}}
    scene.places |= {"angle": code | {"film": angle}, "whole angle": {"code": angle, "role": "film"}}
    scene.places["poster of the angle"] = {"code": angle, "role": "poster"}
    scene.places["second look"] = {"code": uuid.uuid4()}
    scene.places |= {"": {}, "cycle": code, "pair": {"code": cast.pair.code}}
    scene.places |= {"programme": {"code": cast.programme.code}}
    scene.places |= places_cover.places(cast.programme)


def _ways_in(scene: Scene) -> None:
    """The secrets that mails carry, each good for one thing."""
    cast = scene.cast
    invitation = Invitation.objects.create(
        school=cast.school,
        email="new@harbour.test",
        name="New",
        made_by=cast.dora,
        token_hash=hashed("join-me"),
    )
    asked = {"person": cast.tim, "email": cast.tim.email}
    Recovery.objects.create(**asked, token_hash=hashed("way-back"), stop_hash=hashed("unused"))
    Recovery.objects.create(
        **asked, token_hash=hashed("used"), stop_hash=hashed("stop-it"), used_at=timezone.now()
    )
    new_address = {"person": str(cast.ana.code), "from": cast.ana.email, "to": "ana@new.test"}
    scene.places |= {
        "invitation": {"code": invitation.code},
        "colleague": {"code": cast.tim.code},
        "breach": {"code": _breach(cast).code},
        "law paper": {"kind": "assessment"},
        "law paper away": {"kind": "records", "form": "docx"},
        "join": {"token": "join-me"},
        "way back": {"token": "way-back"},
        "stop": {"token": "stop-it"},
        "elsewhere": {"provider": "school"},
        "session of ana": {"code": cast.ana.signed_in.get().code},
        "new address": {"token": signing.dumps(new_address, salt=people_actions._EMAIL_SALT)},
        "feed": {"token": renew(cast.ana)},
    }
    proposal = Partnership.objects.create(programme=cast.programme)
    for place, person in enumerate((cast.tim, cast.leo)):
        Membership.objects.create(partnership=proposal, person=person, place=place)
    scene.places["waiting proposal"] = {"code": proposal.code}
    charge = Charge.objects.create(school=cast.school, person=cast.leo, what=Charge.What.PUBLISHER)
    scene.places |= places_programme.places(cast)
    scene.places |= {"charge": {"code": charge.code}, "school": {"code": cast.school.code}}


def _breach(cast: Cast) -> Breach:
    return Breach.objects.create(
        school=cast.dora.school,
        made_by=cast.dora,
        sort="seen",
        noticed_at=timezone.now(),
        what="A link was open.",
    )


def _begin_upload(scene: Scene) -> None:
    address = begin_upload(scene.browsers[ANA], scene.cast.strand.code, 3_000_000, "Quillfilename.mp4")
    upload = Upload.objects.select_related("recording").get(code=address.rsplit("/", 1)[1])
    scene.film, scene.world.film = upload.recording, "sending"
    scene.places |= {"upload": {"code": upload.code}}


def _try_out(scene: Scene) -> None:
    run = another_recording(scene, Recording.Sort.REHEARSAL)
    kept(run, Rendition.Role.FILM, b"Quilltriedbytes", "video/mp4")
    scene.places["tried out"] = {"code": run.code, "role": "film"}
    scene.places["dummy run"] = {"code": scene.cast.strand.code, "film": run.code}
    scene.witnesses[str(run.code)] = (R.TRY_OUT,)


def another_recording(scene: Scene, sort: Recording.Sort, angle: int = 0) -> Recording:
    made = Recording.objects.create(
        strand=scene.cast.strand,
        owner=scene.cast.ana,
        sort=sort,
        angle=angle,
        state=Recording.State.READY,
        duration_ms=FILM_MS,
        width_px=160,
        height_px=90,
    )
    keystore.make(f"recording:{made.code}")
    return made


def _ben_films(scene: Scene) -> None:
    """Ana has handed the filming to Ben, and the first of it is on its way from his device."""
    hand_over(scene)
    code = uuid.uuid4()
    address = begin_part(scene.browsers[BEN], scene.cast.strand.code, code)
    upload = Upload.objects.select_related("recording").get(code=address.rsplit("/", 1)[1])
    scene.film, scene.world.film = upload.recording, "sending"
    there = {"code": scene.cast.strand.code, "film": code}
    scene.places |= {"part of ben": {"code": upload.code}, "device": there}


def _bring_film(scene: Scene) -> None:
    film = brought_film(scene.cast.strand, b"Quillfilmbytes" * 100)
    film.file_name = "Quillfilename.mp4"
    film.called = "Quillcalled"
    film.begins_at = scene.cast.strand.lesson_at
    film.save()
    # Peaks are JSON made by the helper; this one carries a word.
    film.renditions.filter(role=Rendition.Role.PEAKS).delete()
    kept(
        film, Rendition.Role.PEAKS, b'{"ms_per_peak":100,"peaks":[1],"word":"Quillpeaks"}', "application/json"
    )
    kept(film, Rendition.Role.POSTER, b"Quillposter", "image/jpeg")
    kept(film, Rendition.Role.STRIP, b"Quillstrip", "image/jpeg")
    source = kept(film, Rendition.Role.SOURCE, b"Quillfilmbytes", "video/mp4")
    upload = Upload.objects.create(
        recording=film, by=scene.cast.ana, rendition=source, length=14, offset=14, finished_at=timezone.now()
    )
    reach(scene.cast.strand, "film")
    scene.film = film
    faces(scene, film)
    scene.places |= {"upload": {"code": upload.code}}


def _marks(scene: Scene) -> None:
    cast, film = scene.cast, scene.film
    assert film is not None
    at = {"cycle": {"code": cast.strand.code}, "film": {"code": film.code}}
    scene.places["filming"] = at["cycle"] | {"film": film.code}
    for name in PARTNERS:
        author = scene.person(name)
        moment = Moment.objects.create(
            recording=film,
            author=author,
            start_ms=1000,
            end_ms=4000,
            seen=f"Quill{name}saw",
            made_of_it=f"Quill{name}made",
        )
        pick = Extract.objects.create(
            recording=film, author=author, start_ms=1000, end_ms=4000, words=f"Quill{name}picked"
        )
        scene.places[f"moment of {name}"] = at["cycle"] | {"moment": moment.code}
        scene.places[f"pick of {name}"] = at["cycle"] | {"extract": pick.code}
        if name == ANA and scene.world.film == "ready":
            scene.places["clip"] = at["film"] | {"extract": pick.code}
            kept(film, Rendition.Role.CLIP, b"Quillclipbytes", "video/mp4", pick)
    for name in ("moment", "extract"):
        scene.places[f"new {name}"] = at["cycle"] | {name: uuid.uuid4()}
    scene.places["new note"] = at["cycle"] | {"note": uuid.uuid4()}
    for name in PARTNERS:
        author = scene.person(name)
        note = LiveNote.objects.create(
            strand=cast.strand, author=author, noted_at=timezone.now(), words=f"Quill{name}noted"
        )
        scene.places[f"note of {name}"] = at["cycle"] | {"note": note.code}
        Signal.objects.create(strand=cast.strand, author=author, sounded_at=timezone.now())
    scene.places["new signal"] = at["cycle"] | {"signal": uuid.uuid4()}
    if scene.world.film == "ready":
        scene.places["film"] = at["film"]
    for role in ("film", "poster", "strip", "peaks"):
        scene.places[role if role != "film" else "whole film"] = at["film"] | {"role": role}


def _afterwards(scene: Scene) -> None:
    cast = scene.cast
    step = NextStep.objects.create(
        strand=cast.strand, owner=cast.ana, what="Quillstep", came_of_it="Quillcameofit"
    )
    Takeaway.objects.create(strand=cast.strand, author=cast.ben, words="Quilltakeaway")
    scene.places["step"] = {"code": cast.strand.code, "step": step.code}
    scene.places |= rooms.made(cast)


# What may happen to a pair. Each acts on the database as the product does, and says so to the model.


def share(scene: Scene, share: str = "whole") -> None:
    assert scene.film is not None
    Share.objects.create(recording=scene.film, whole=share == "whole", opening=_cycle(scene).opening)
    Extract.objects.filter(pk__in=_anas_picks(scene)).update(
        is_offered=share == "extracts", state=Extract.State.READY
    )
    scene.world.share = share


def _anas_picks(scene: Scene) -> list[int]:
    return list(
        Extract.objects.filter(recording=scene.film, author=scene.cast.ana).values_list("pk", flat=True)
    )


def let_nina_in(scene: Scene) -> None:
    """Both of them, for this one talk."""
    sitting_in.let_in(ListenerIn.objects.get(), scene.cast.ben)
    scene.world.listeners.add("nina")


def hand_over(scene: Scene) -> None:
    assert handing_over.give(strands().get(pk=scene.cast.strand.pk), scene.cast.ana) == scene.cast.ben
    scene.world.handed = True


def take_filming_back(scene: Scene) -> None:
    assert handing_over.take_back(scene.cast.strand, scene.cast.ana)
    scene.world.handed = False


def second_film(scene: Scene) -> None:
    angle = another_recording(scene, Recording.Sort.LESSON, 1)
    angle.called = "Quillangled"
    angle.save(update_fields=["called"])
    kept(angle, Rendition.Role.FILM, b"Quillanglebytes", "video/mp4")
    kept(angle, Rendition.Role.POSTER, b"Quillangleposter", "image/jpeg")
    at = {"code": angle.code}
    scene.places |= {
        "angle": {"code": scene.cast.strand.code, "film": angle.code},
        "whole angle": at | {"role": "film"},
        "poster of the angle": at | {"role": "poster"},
        "seen of the angle": at,
    }
    scene.witnesses[str(angle.code)] = (R.OWN_ANGLE, R.WATCH_ANGLE)
    scene.world.angle = "own"


def share_angle(scene: Scene) -> None:
    angle = Recording.objects.get(strand=scene.cast.strand, angle=1)
    Share.objects.create(recording=angle, whole=True, opening=_cycle(scene).opening)
    scene.world.angle = "shared"


def withdraw(scene: Scene) -> None:
    Share.objects.filter(recording=scene.film, withdrawn_at=None).update(withdrawn_at=timezone.now())
    scene.world.share = ""


def withdraw_both(scene: Scene) -> None:
    assert scene.film is not None
    sharing.withdraw(film_for(scene.fresh(ANA), scene.film.code), scene.cast.ana)
    scene.world.share, scene.world.angle = "", "own"


def _cycle(scene: Scene) -> Any:
    return strands().get(pk=scene.cast.strand.pk).cycle


def close(scene: Scene) -> None:
    actions.close(strands().get(pk=scene.cast.strand.pk), scene.cast.ana)
    scene.world.cycle, scene.world.share, scene.world.brought = "closed", "", False


def reopen(scene: Scene) -> None:
    assert actions.reopen(strands().get(pk=scene.cast.strand.pk), scene.cast.ana)
    scene.world.cycle = "running"


def pause(scene: Scene) -> None:
    actions.pause(strands().get(pk=scene.cast.strand.pk), scene.cast.ana)
    scene.world.cycle = "paused"


def resume(scene: Scene) -> None:
    actions.resume(strands().get(pk=scene.cast.strand.pk), scene.cast.ana)
    scene.world.cycle = "running"


def leave(scene: Scene, name: str) -> None:
    actions.leave(scene.cast.pair, scene.person(name))
    scene.world.left.add(name)


def disable(scene: Scene, name: str) -> None:
    people_actions.disable(scene.person(name), scene.cast.dora)
    scene.world.disabled.add(name)


def hold(scene: Scene, name: str) -> None:
    Person.objects.filter(pk=scene.person(name).pk).update(held_since=timezone.now(), hold_confirmed_at=None)
    scene.world.held.add(name)


def let_go(scene: Scene, name: str) -> None:
    """Vouched for, and the 72 hours are over."""
    Person.objects.filter(pk=scene.person(name).pk).update(
        held_since=timezone.now() - HOLD - timedelta(minutes=1), hold_confirmed_at=timezone.now()
    )
    scene.world.held.discard(name)


def say_ready(scene: Scene, *names: str) -> None:
    for name in names:
        Ready.objects.create(strand=scene.cast.strand, person=scene.person(name))
        scene.world.ready.add(name)


def open_meeting(scene: Scene) -> None:
    talk = Conversation.objects.get(strand=scene.cast.strand)
    for name in PARTNERS:
        Confirmation.objects.create(
            conversation=talk, person=scene.person(name), how="own", wants_recording=True
        )
    talk.opened_at = timezone.now()
    talk.save(update_fields=["opened_at"])
    scene.world.meeting_open = True


def delete(scene: Scene) -> None:
    assert scene.film is not None
    left = delete_film(film_for(scene.fresh(ANA), scene.film.code), scene.cast.ana)
    assert not any(left.values()), left
    scene.world.film, scene.world.share = "deleted", ""


def propose(scene: Scene) -> None:
    """The pair as it was before either had answered."""
    Membership.objects.filter(partnership=scene.cast.pair).update(accepted_at=None)
    scene.world.accepted = False


def _all(*deeds: Callable[[Scene], None]) -> Callable[[Scene], None]:
    def happen(scene: Scene) -> None:
        for deed in deeds:
            deed(scene)

    return happen


def _by(deed: Callable[..., None], *names: str) -> Callable[[Scene], None]:
    return lambda scene: [deed(scene, name) for name in names] and None


STATES: dict[str, Callable[[Scene], None]] = {
    "upload unfinished": _all(),
    "never shared": _all(),
    "shared": _all(share),
    "extracts shared": _all(lambda scene: share(scene, "extracts")),
    "withdrawn": _all(share, withdraw),
    "shared again": _all(share, withdraw, share),
    "one is ready": _all(share, _by(say_ready, ANA)),
    "revealed": _all(share, _by(say_ready, *PARTNERS)),
    "meeting open": _all(share, open_meeting),
    "consent taken back": _all(share, guardian_takes_it_back),
    "consent taken back and given again": _all(share, guardian_takes_it_back, guardian_agrees_again),
    "extracts, consent taken back": _all(lambda scene: share(scene, "extracts"), guardian_takes_it_back),
    "shared before the class was named": _all(share, no_class_named),
    "second film, consent taken back": _all(second_film, share, share_angle, guardian_takes_it_back),
    "revealed, then withdrawn": _all(share, open_meeting, withdraw),
    "cycle closed": _all(share, open_meeting, close),
    "reopened": _all(share, close, reopen),
    "paused": _all(share, pause),
    "taken up again": _all(share, pause, resume),
    "ben left": _all(share, _by(say_ready, *PARTNERS), _by(leave, BEN)),
    "ana left": _all(share, _by(say_ready, *PARTNERS), _by(leave, ANA)),
    "owner disabled": _all(share, _by(disable, ANA)),
    "coach disabled": _all(share, _by(say_ready, *PARTNERS), _by(disable, BEN)),
    "owner held": _all(share, _by(say_ready, *PARTNERS), _by(hold, ANA)),
    "coach held": _all(share, _by(say_ready, *PARTNERS), _by(hold, BEN)),
    "both held": _all(share, _by(hold, *PARTNERS)),
    "hold over": _all(share, _by(hold, BEN), _by(let_go, BEN)),
    "second look asked": _all(ask_second_look),
    "deleted": _all(share, delete),
    "proposed": _all(propose),
    places_safeguarding.OPEN: _all(share, places_safeguarding.open_glass),
    "nina sits in": _all(share, open_meeting, let_nina_in),
    "handed over beside a film": _all(share, hand_over),
    "ben films": _all(),
    "ben films, taken back": _all(take_filming_back),
    "ben films, cycle closed": _all(close),
    "ben films, held": _all(_by(hold, BEN)),
    "ben films, and leaves": _all(_by(leave, BEN)),
    "second film": _all(second_film, share),
    "second film shared": _all(second_film, share, share_angle),
    "second film withdrawn with the film": _all(second_film, share, share_angle, withdraw_both),
}
