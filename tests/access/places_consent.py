"""The register in every scene: a class that Ana teaches and its one pupil; and what a guardian may do to it."""

from typing import TYPE_CHECKING

from sidebyside.consent import register
from sidebyside.consent.models import Guardian, Seat, SeatingPlan
from sidebyside.recordings.models import LessonClass
from tests.consent.registered import add_pupil, lead, link_for, make_class, say

if TYPE_CHECKING:
    from tests.access.scenes import Scene


def keep_register(scene: "Scene") -> None:
    """A class that Ana teaches, Nina as data-protection lead, and a yes for the one pupil in it."""
    cast = scene.cast
    lead(cast.nina)
    found = make_class(cast.school, teacher=cast.ana)
    pupil = add_pupil(found, "Ada Quillpupil", "Quillguardian")
    guardian = pupil.guardians.get()
    guardian.email = "quillathome@home.test"
    guardian.save()
    say(pupil, True)
    plan = SeatingPlan.objects.create(
        school_class=found, rows=1, columns=1, camera_x_cm=0, camera_y_cm=300, heading_deg=180
    )
    Seat.objects.create(plan=plan, row=0, column=0, pupil=pupil, in_shot=True)
    LessonClass.objects.create(strand=cast.strand, pupils="class", school_class=found)
    token = link_for(guardian, cast.ana).strip("/").split("/")[1]
    at = {"code": found.code}
    scene.places |= {
        "class": at,
        "pupil": at | {"pupil": pupil.code},
        "paper": at | {"pupil": pupil.code, "guardian": guardian.code},
        "guardian's link": {"token": token},
    }


def guardian_takes_it_back(scene: "Scene") -> None:
    """The film is not shared any more, and cannot be for now."""
    register.answer(Guardian.objects.select_related("pupil").get(), coaching=False)
    if scene.world.share == "extracts":
        # A clip is made for a share and goes with it; the film stays.
        del scene.places["clip"]
    scene.world.share, scene.world.agreed = "", False
    if scene.world.angle:
        scene.world.angle = "own"


def guardian_agrees_again(scene: "Scene") -> None:
    register.answer(Guardian.objects.select_related("pupil").get(), coaching=True)
    scene.world.agreed = True


def no_class_named(scene: "Scene") -> None:
    LessonClass.objects.all().delete()
    scene.world.agreed = False
