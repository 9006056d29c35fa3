"""The blurred film: made beside what was filmed, under a key of its own, and shown in its place once it is whole."""

from collections.abc import Iterable
from dataclasses import asdict

from django.db import transaction
from django.db.models import F, QuerySet

from sidebyside import jobs
from sidebyside.core.faces.cover import hide
from sidebyside.core.media.prepare import prepare_stream
from sidebyside.core.media.shapes import Prepared
from sidebyside.jobs import Owed
from sidebyside.people.models import Person
from sidebyside.recordings import clips, renditions, sharing, store
from sidebyside.recordings.access import recordings
from sidebyside.recordings.blurring import choosing, second
from sidebyside.recordings.blurring.models import Blurring, SecondLook
from sidebyside.recordings.blurring.original import filmed
from sidebyside.recordings.jobs import JPEG, JSON, MP4, in_our_words
from sidebyside.recordings.models import Recording, Rendition
from sidebyside.trust import audit, keystore
from sidebyside.trust.policy import Kind

MAKE_BLURRED = "make_blurred"
UNDER_WAY, DONE, FAILED = Blurring.Work.UNDER_WAY, Blurring.Work.DONE, Blurring.Work.FAILED
TYPES = {"film": MP4, "poster": JPEG, "strip": JPEG, "peaks": JSON}
# How much of the work each phase is, and where it begins.
PHASES = {"hiding": (0.0, 0.8), "pictures": (0.8, 0.15), "peaks": (0.95, 0.05)}


def owed_film(code: str, attempt: int) -> QuerySet[Blurring]:
    ready = Blurring.objects.filter(recording__state=Recording.State.READY, making=UNDER_WAY)
    return ready.filter(recording__code=code, make_attempt=attempt)


def owed_now() -> Iterable[Owed]:
    rows = Blurring.objects.filter(making=UNDER_WAY, recording__state=Recording.State.READY)
    return [Owed(str(code), n) for code, n in rows.values_list("recording__code", "make_attempt")]


def failed(owed: Owed, word: str) -> None:
    """It stays unshared: what its owner wanted hidden is not hidden."""
    owed_film(owed.code, owed.attempt).update(making=FAILED, make_problem=word)


def raise_attempt(owed: Owed) -> Owed | None:
    raised = owed_film(owed.code, owed.attempt).update(make_attempt=F("make_attempt") + 1)
    return Owed(owed.code, owed.attempt + 1) if raised else None


def begin(recording: Recording, by: Person, how: str) -> bool:
    """Take back what is shared, and make the blurred film. False where that is under way already.

    From here on nobody but the owner sees the film, until the owner has looked through what comes of it.
    """
    with transaction.atomic():
        row = Recording.objects.select_for_update().only("pk", "state").get(pk=recording.pk)
        if row.state != Recording.State.READY or filmed(recording) is None:
            return False
        blurring, _new = Blurring.objects.get_or_create(recording=recording)
        begun = Blurring.objects.filter(pk=blurring.pk, make_attempt=blurring.make_attempt)
        begun = begun.exclude(making=UNDER_WAY).exclude(looking=UNDER_WAY)
        changed = {"making": UNDER_WAY, "make_problem": "", "how": how, "changed": False}
        if not begun.update(make_attempt=F("make_attempt") + 1, **changed):
            return False
        if not blurring.width_px:
            # The blurred film may be smaller; what is drawn on the original is measured by the original.
            size = {"width_px": recording.width_px, "height_px": recording.height_px}
            Blurring.objects.filter(pk=blurring.pk).update(**size)
        Recording.objects.filter(pk=recording.pk).update(blur_waits=True, looked_through_at=None)
        second.end(recording, SecondLook.End.ANOTHER)
        sharing.withdraw(recording, by)
        # A clip shows what was filmed, whether or not its share still counts.
        for extract in recording.extracts.filter(is_offered=True):
            clips.let_go(extract)
        audit.did("hides faces", Kind.FILM, recording.code, by.code)
        jobs.ask(MAKE_BLURRED, Owed(str(recording.code), blurring.make_attempt + 1))
    return True


def make(code: str, attempt: int) -> None:
    in_our_words(lambda: _make(code, attempt))


def _make(code: str, attempt: int) -> None:
    recording = recordings().filter(code=code).first()
    if recording is None or not owed_film(code, attempt).exists():
        return
    keystore.key_made_on_first_use(f"recording:{recording.blurred_code}")
    bench = Bench(recording, attempt)
    try:
        bench.hide_faces()
        made = bench.take_pictures()
    finally:
        bench.close()
    bench.show(made)


class Bench:
    """One attempt at one blurred film. Its files are shown to nobody before `show`."""

    def __init__(self, recording: Recording, attempt: int) -> None:
        self._recording, self._attempt = recording, attempt
        self._owed = owed_film(str(recording.code), attempt)
        self._sinks: list[renditions.Sink] = []

    def _open(self, name: str) -> renditions.Sink:
        role = Rendition.Role(name)
        rendition = renditions.begin(
            self._recording, role, self._attempt, TYPES[name], self._owed, blurred=True
        )
        self._sinks.append(renditions.Sink(rendition, self._owed))
        return self._sinks[-1]

    def _film(self) -> Rendition | None:
        """What this attempt has made already: a killed run's film is not made twice."""
        made = self._recording.renditions.filter(
            role=Rendition.Role.FILM, blurred=True, attempt=self._attempt, published_at__isnull=False
        ).first()
        if made is not None:
            made.recording = self._recording
        return made

    def _progress(self, phase: str, share: float) -> None:
        if phase in PHASES:
            jobs.report(MAKE_BLURRED, str(self._recording.code), self._attempt, share, phase)

    def hide_faces(self) -> None:
        film = filmed(self._recording)
        if film is None:
            raise renditions.Overtaken
        if self._film() is not None:
            return
        film.recording = self._recording
        blurring = Blurring.objects.get(recording=self._recording)
        plan = choosing.plan_of(self._recording, blurring)
        with store.read(renditions.place(film)) as reader:
            hide(
                reader,
                self._open("film"),
                plan.paths,
                plan.shown,
                how="block" if blurring.how == Blurring.How.BLOCK else "blur",
                mute=plan.mute,
                progress=self._progress,
            )

    def take_pictures(self) -> Prepared:
        """Poster, strip and peaks are of the blurred film; what was made of the other shows faces."""
        film = self._film()
        if film is None:
            raise renditions.Overtaken
        with store.read(renditions.place(film)) as reader:
            made = prepare_stream(reader, self._open, kind="filmed", progress=self._progress)
        shapes = {
            Rendition.Role.STRIP: asdict(made.strip) if made.strip else {},
            Rendition.Role.PEAKS: {"ms_per_peak": made.ms_per_peak, "count": made.peak_count},
        }
        for role, shape in shapes.items():
            self._recording.renditions.filter(
                role=role, blurred=True, attempt=self._attempt, published_at__isnull=False
            ).update(shape=shape)
        return made

    def show(self, made: Prepared) -> None:
        """In one step: from here on nobody is shown what was filmed. It waits for its owner to look through it."""
        with transaction.atomic():
            # The recording first, as everywhere: two who lock in another order would wait for each other.
            Recording.objects.select_for_update().only("pk").get(pk=self._recording.pk)
            if not self._owed.update(making=DONE, make_problem=""):
                raise renditions.Overtaken
            Recording.objects.filter(pk=self._recording.pk).update(
                shows_blurred=True,
                blur_waits=True,
                looked_through_at=None,
                width_px=made.width,
                height_px=made.height,
                has_sound=made.sound != "none",
            )
        earlier = self._recording.renditions.filter(blurred=True, extract__isnull=True)
        renditions.drop(earlier.filter(attempt__lt=self._attempt) | earlier.filter(published_at__isnull=True))

    def close(self) -> None:
        for sink in self._sinks:
            sink.abandon()


def register() -> None:
    films = jobs.Queue.FILMS
    jobs.register(jobs.Kind(MAKE_BLURRED, films, (make,), owed_now, failed, raise_attempt))
