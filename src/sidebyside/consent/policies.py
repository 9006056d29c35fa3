"""A school's video policy: until there is one, nobody films. A version is published and never changed."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sidebyside.consent.lasting import longest_months
from sidebyside.consent.models import SECTIONS, VideoPolicy
from sidebyside.people.models import Person, School
from sidebyside.trust import audit
from sidebyside.trust.policy import Kind


def in_force(school_id: int) -> VideoPolicy | None:
    return VideoPolicy.objects.filter(school_id=school_id).first()


def may_film(school_id: int) -> bool:
    return VideoPolicy.objects.filter(school_id=school_id).exists()


def publish(school: School, by: Person | None, sections: dict[str, str]) -> VideoPolicy:
    """The next version, dated now. Pressed twice with the same words, it stays one."""
    for _again in range(3):
        newest = in_force(school.pk)
        if newest is not None and all(getattr(newest, name) == sections[name] for name in SECTIONS):
            return newest
        version = newest.version + 1 if newest else 1
        try:
            with transaction.atomic():
                made = VideoPolicy.objects.create(school=school, version=version, published_by=by, **sections)
                audit.did("published", Kind.VIDEO_POLICY, made.code, by.code if by else None, version=version)
                return made
        except IntegrityError:
            continue
    raise RuntimeError("somebody else publishes at this moment")


def not_yet() -> str:
    return _(
        "Your school has not published its video policy yet, so nobody films here for now. Nothing is wrong "
        "with you or this page: ask your co-ordinator, who publishes it. A dummy run in an empty room is "
        "possible already."
    )


def template(school: School) -> dict[str, str]:
    """What a school may begin with. What the product knows to be true of itself is filled in."""
    return {
        "purpose": _(
            "Teachers at %(school)s film some of their own lessons to look at their teaching with a colleague "
            "whom they have agreed to work with. Films are for professional learning. They are never used to "
            "appraise, grade or discipline anybody, and never to check on pupils."
        )
        % {"school": school.name},
        "scope": _(
            "A teacher decides whether a lesson of theirs is filmed. Pupils are filmed only where a parent or "
            "carer has said yes; no answer counts as no, and a pupil’s own no counts as well. A pupil who is "
            "not to be filmed stays in the lesson and sits where the camera does not see them. Nobody’s face "
            "is recognised by a computer. Changing rooms, toilets, medical and intimate care are never filmed."
        ),
        "storage": _(
            "Films are made with a school device, or one that the school has approved, and kept encrypted on "
            "the school’s own server. The copy on the device is removed as soon as the server has all of it. "
            "Films are not sent by mail or message, not put online and not kept on private devices."
        ),
        "who_sees": _(
            "The filmed teacher, whose film it is; and the colleague who coaches them, from the moment the "
            "teacher shares the film until they take it back or the coaching cycle ends. Nobody else: no "
            "leader, no line manager, no co-ordinator and no technician. Any other use, such as an example for "
            "other teachers or a study, needs a separate yes from the teacher and from the pupils’ parents or "
            "carers."
        ),
        "retention": _(
            "A film is deleted by itself on its last day: the end of the school year, or, where that is near, a "
            "month after it was made, unless the teacher chooses another; "
            "%(months)d months after it was made at the latest. It is deleted earlier whenever the teacher deletes "
            "it, and a dummy run after one day. Deleting destroys its key at once, so "
            "that it cannot be read here any more, and in backups after 35 days at most. When a yes is taken "
            "back, films that may show that pupil are closed to everybody but the filmed teacher at once."
        )
        % {"months": longest_months(school)},
        "safeguarding": _(
            "If a film shows something that raises a concern about a child’s safety, the usual safeguarding "
            "procedure of %(school)s applies: tell the designated safeguarding lead at once, and do not delete "
            "or copy the film before they have advised you. [Name the post, not the person, and say how to "
            "reach it.]"
        )
        % {"school": school.name},
    }
