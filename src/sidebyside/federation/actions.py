"""Schools put together, and who is the link at each: asked, answered, given up. It opens no school to another."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sidebyside.federation import visits
from sidebyside.federation.models import Federation, Link, Member
from sidebyside.federation.refusing import NotPossible as NotPossible
from sidebyside.people import mail, owed_mail
from sidebyside.people.models import Person, School, SchoolRole
from sidebyside.trust import audit

# What the mails say, each followed by the link.
_ASKED = gettext_lazy(
    "a co-ordinator at your school asks you to be its link to the other schools of your trust. You say yes or no here:"
)
_YES = gettext_lazy(
    "a colleague whom you asked is your school’s link to the other schools of your trust now:"
)
_NO = gettext_lazy(
    "a colleague whom you asked to be your school’s link has said no. You can ask somebody else:"
)
_WIDER = gettext_lazy(
    "another school has joined your trust. Its co-ordinators, and its link, can read there that you are your school’s"
    " link, with your name and address. If you would rather not be, you stop by one press here:"
)
_OVER = gettext_lazy(
    "you are no longer your school’s link to the other schools of its trust. They do not see your address any more."
)


@transaction.atomic
def add(federation: Federation, school: School) -> bool:
    """False where it is in already. Raises NotPossible where the school belongs to another."""
    School.objects.select_for_update().get(pk=school.pk)
    there = Member.objects.filter(school=school).first()
    if there is not None and there.federation_id != federation.pk:
        raise NotPossible("elsewhere")
    if there is None:
        Member.objects.create(federation=federation, school=school)
        # Each said yes to fewer readers.
        for link in Link.objects.acting().filter(member__federation=federation).select_related("person"):
            _tell(link.person, _("A school has joined your trust"), str(_WIDER))
        audit.did("joined trust", "school", school.code)
    return there is None


@transaction.atomic
def remove(federation: Federation, school: School) -> bool:
    """Its link ends with it, and is told. False where it was not in."""
    School.objects.select_for_update().get(pk=school.pk)
    there = Member.objects.filter(federation=federation, school=school).first()
    if there is None:
        return False
    for link in Link.objects.acting().filter(member=there).select_related("person"):
        _tell(link.person, _("You are no longer a link"), str(_OVER), has_page=False)
    visits.end_all_of(school)
    there.delete()
    audit.did("left trust", "school", school.code)
    return True


def may_be_asked(school: School) -> list[Person]:
    """Everybody who works there but whoever is the link already."""
    acting = Link.objects.acting().filter(member__school=school).values("person")
    return list(school.colleagues().exclude(pk__in=acting))


@transaction.atomic
def ask(by: Person, person: Person) -> Link:
    """Ask a colleague; the second press finds the first. Whoever names themself has said yes. Raises NotPossible."""
    member = _locked(by.school)
    if person.school_id != by.school_id or not person.is_active or person.is_guest or person.is_held:
        raise NotPossible("not a colleague")
    if Link.objects.acting().filter(member=member, person=person).exists():
        raise NotPossible("already")
    waiting = Link.objects.asked().filter(member=member).first()
    if waiting is None:
        # Whom somebody asked who no longer co-ordinates, or who has gone since.
        Link.objects.filter(member=member, ended_at=None, yes_at=None).update(
            ended_at=timezone.now(), end=Link.End.TAKEN_BACK
        )
    elif waiting.person_id != person.pk:
        raise NotPossible("asked somebody")
    elif person.pk == by.pk:
        # A colleague had asked; naming oneself is the yes.
        _begin(waiting)
        return waiting
    else:
        return waiting
    link = Link.objects.create(member=member, person=person, by=by)
    audit.did("asked to be link", "account", person.code, by.code)
    if person.pk == by.pk:
        _begin(link)
    else:
        _tell(person, _("You are asked to be your school’s link"), str(_ASKED))
    return link


@transaction.atomic
def say_yes(link: Link) -> None:
    """From now on ``link.person`` is the link of their school, and whoever was is not. Raises NotPossible."""
    _locked(link.member.school)
    if not Link.objects.asked().filter(pk=link.pk).exists():
        raise NotPossible("over")
    _begin(link)
    _answer_whoever_asked(link, str(_YES))


@transaction.atomic
def say_no(link: Link) -> None:
    """No reason is asked for, and none is kept."""
    if _end(link, Link.End.NO):
        audit.did("declined link", "account", link.person.code, link.person.code)
        _answer_whoever_asked(link, str(_NO))


@transaction.atomic
def end(link: Link, by: Person) -> None:
    """By the link, or by a co-ordinator of the school, who takes back an asking by it as well."""
    was_link = link.yes_at is not None
    if not _end(link, Link.End.STOPPED if was_link else Link.End.TAKEN_BACK):
        return
    audit.did("ended link", "account", link.person.code, by.code)
    if was_link and by.pk != link.person_id:
        _tell(link.person, _("You are no longer a link"), str(_OVER), has_page=False)


@transaction.atomic
def lead(link: Link) -> None:
    """By their own word, where nobody leads. Raises NotPossible where somebody else does."""
    federation = Federation.objects.select_for_update().get(pk=link.member.federation_id)
    if not Link.objects.acting().filter(pk=link.pk).exists():
        raise NotPossible("over")
    now = lead_of(federation)
    if now is not None and now.pk != link.pk:
        raise NotPossible("led")
    if now is None:
        federation.lead = link
        federation.save(update_fields=["lead"])
        audit.did("became lead link", "account", link.person.code, link.person.code)


@transaction.atomic
def stop_leading(link: Link) -> None:
    if Federation.objects.filter(pk=link.member.federation_id, lead=link).update(lead=None):
        audit.did("stopped as lead link", "account", link.person.code, link.person.code)


def lead_of(federation: Federation) -> Link | None:
    if federation.lead_id is None:
        return None
    return Link.objects.acting().filter(pk=federation.lead_id, member__federation=federation).first()


def _locked(school: School) -> Member:
    """One change of a school's link at a time. Raises NotPossible where the school is in no federation any more."""
    School.objects.select_for_update().get(pk=school.pk)
    member = Member.objects.filter(school=school).first()
    if member is None:
        raise NotPossible("over")
    return member


def _begin(link: Link) -> None:
    before = Link.objects.filter(member=link.member_id, ended_at=None, yes_at__isnull=False)
    for one in before.select_related("person", "member"):
        _end(one, Link.End.REPLACED)
        _tell(one.person, _("You are no longer a link"), str(_OVER), has_page=False)
    Link.objects.filter(pk=link.pk).update(yes_at=timezone.now())
    audit.did("became link", "account", link.person.code, link.person.code)


def _end(link: Link, how: Link.End) -> bool:
    """False where it was ended before: of two presses the first counts."""
    still = Link.objects.filter(pk=link.pk, ended_at=None)
    if not still.update(ended_at=timezone.now(), end=how):
        return False
    Federation.objects.filter(lead=link.pk).update(lead=None)
    return True


def _answer_whoever_asked(link: Link, words: str) -> None:
    role = SchoolRole.objects.filter(school=link.member.school_id, role=SchoolRole.Role.CO_ORDINATOR)
    if link.by is not None and role.filter(person=link.by).exists():
        _tell(link.by, _("Your school’s link: an answer"), words)


def _tell(person: Person, subject: str, words: str, *, has_page: bool = True) -> None:
    """It names nobody and no school: the page it leads to does."""
    owed_mail.tell(person, subject, words, mail.address_of("federation:schools") if has_page else "")
