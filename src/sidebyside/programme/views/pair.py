"""The pair's own page: accept or decline, agree and sign, confirm each other's account, leave."""

import uuid
from collections.abc import Iterable

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sidebyside.people.models import Person
from sidebyside.people.requests import PersonRequest
from sidebyside.programme import actions, agreement, checking, plans
from sidebyside.programme.access import partnership_for
from sidebyside.programme.forms import PairPartForm
from sidebyside.programme.inviting import invitation_of, role_words
from sidebyside.programme.models import PartnerCheck, Partnership
from sidebyside.programme.seen import Changed, stamp
from sidebyside.programme.standing import is_across, may_be_here, membership_of
from sidebyside.programme.year import dots_of, rest_of
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind
from sidebyside.trust.words import Circle, who_can_see


@require_safe
def pair(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    partnership = partnership_for(request.user, code)
    prefetch_related_objects(
        [partnership], "agreements__signatures", "cycles__strands__parts__person", "cycles__strands__steps"
    )
    mine = membership_of(request.user, partnership)
    others = [one for one in partnership.memberships.all() if one.person_id != request.user.pk]
    signing, plan = agreement.signing_of(partnership), plans.kept(partnership.programme.plan)
    names = _names(one.person for one in others if one.left_at is None or not partnership.has_two_in)
    invited = mine is not None and mine.accepted_at is None
    dots = dots_of(partnership, request.user)
    shown = {
        "partnership": partnership,
        "invitation": invitation_of(partnership, mine) if mine is not None and invited else None,
        "names": names,
        "roles": role_words(mine, names) if mine is not None else "",
        "waiting": [one.person.name for one in others if one.accepted_at is None],
        # A trio that lost one goes on as a pair.
        "gone": [one.person.name for one in others if one.left_at is not None and not partnership.has_two_in],
        "held": _unconfirmed(one.person for one in others),
        "signing": signing,
        "you_signed": signing is not None and signing.has_signed(request.user),
        "clauses": agreement.clauses_of(actions.CURRENT_SCHOOL_TEXT, plan),
        "plan": plan,
        "across": is_across(partnership),
        "is_trio": len(partnership.memberships.all()) > 2,
        "unchecked": _unchecked(request.user, partnership),
        "dots": dots,
        "rest": rest_of(partnership, dots),
        "corner": who_can_see(Circle.STAGES),
    }
    return render(request, "programme/pair.html", shown)


@require_POST
def accept(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    partnership = partnership_for(request.user, code)
    # A second press comes from a partner, who has no proposal to answer any more.
    if doors.may(request.user, Act.JOIN, Kind.PARTNERSHIP, partnership):
        actions.accept(partnership, request.user)
    return redirect("programme:agreement", code=code)


@require_POST
def decline(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    if actions.is_over_for(request.user, code):
        return redirect("home")
    partnership = partnership_for(request.user, code, Act.JOIN)
    actions.decline(partnership, request.user)
    messages.success(request, _("Thank you for answering. No reason is asked and none is kept."))
    return redirect("home")


@require_http_methods(["GET", "HEAD", "POST"])
def agreement_page(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """The school's part to read, the pair's part to write; a POST keeps the pair's words."""
    partnership = partnership_for(request.user, code, Act.CHANGE)
    doors.check(request.user, Act.CHANGE, Kind.PAIR_PART, partnership)
    form = PairPartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        try:
            latest = agreement.write_pair_part(partnership, request.user, words, request.POST.get("seen", ""))
        except Changed:
            return _agreement(request, partnership, form, status=409)
        if latest.version > 1:
            messages.success(request, _("Kept. Your words have changed, so both of you sign anew."))
        else:
            messages.success(request, _("Kept. Only you two can read it."))
        return redirect("programme:agreement", code=code)
    if request.method == "POST":
        return _agreement(request, partnership, form, status=422)
    return _agreement(request, partnership, None)


def _agreement(
    request: PersonRequest, partnership: Partnership, form: PairPartForm | None, status: int = 200
) -> HttpResponse:
    signing = agreement.signing_of(partnership)
    if signing is None:
        doors.nothing_here()
    words = agreement.pair_words(signing.latest)
    members = [one.person for one in partnership.memberships.all() if one.left_at is None]
    shown = {
        "partnership": partnership,
        "names": _names(one for one in members if one.pk != request.user.pk),
        "clauses": agreement.clauses_of(signing.latest.school_text, plans.kept(partnership.programme.plan)),
        "for_school": agreement.school_signature(partnership.programme, signing.latest.school_text),
        "signing": signing,
        "signatures": [(one, one.pk in signing.signed_latest) for one in members],
        "you_signed": signing.has_signed(request.user),
        "words": words,
        "seen": stamp([words]),
        "form": form or PairPartForm(initial={"words": words}),
        "conflict": status == 409,
        "corner": who_can_see(Circle.PAIR),
    }
    return render(request, "programme/agreement.html", shown, status=status)


@require_POST
def sign(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    partnership = partnership_for(request.user, code, Act.CHANGE)
    doors.check(request.user, Act.CHANGE, Kind.PAIR_PART, partnership)
    version = request.POST.get("version", "")
    if request.POST.get("again"):
        return _sign_again(request, partnership)
    try:
        begun = agreement.sign(
            partnership,
            request.user,
            int(version) if version.isdecimal() and len(version) < 6 else 0,
            request.POST.get("seen", ""),
        )
    except Changed:
        messages.warning(
            request, _("The words have changed since you opened the page. Read them again, then sign.")
        )
        return redirect("programme:agreement", code=code)
    if begun:
        messages.success(request, _("Both of you have signed. Your first cycle is open."))
        return redirect("home")
    messages.success(request, _("Signed."))
    return redirect("programme:pair", code=code)


def _sign_again(request: PersonRequest, partnership: Partnership) -> HttpResponse:
    try:
        agreement.sign_for_another_year(partnership, request.user, request.POST.get("seen", ""))
        messages.success(request, _("Signed for another year. Your partner finds it to sign."))
    except Changed:
        messages.warning(
            request, _("The words have changed since you opened the page. Read them again, then sign.")
        )
    return redirect("programme:agreement", code=partnership.code)


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """Two words on both screens; each says that the other's account is really theirs."""
    partnership = partnership_for(request.user, code, Act.CHANGE)
    others = [one.person for one in partnership.members_in if one.person != request.user]
    if request.method == "POST":
        about = _named(others, request.POST.get("about", ""))
        actions.confirm_account(partnership, request.user, about)
        messages.success(request, _("Confirmed: that account is %(name)s’s.") % {"name": about.name})
        return redirect("programme:check", code=code)
    by_me, by_them = _checks(request.user, partnership)
    shown = {
        "partnership": partnership,
        "others": [
            {
                "person": one,
                "words": checking.two_words(partnership, request.user, one),
                "confirmed": one.pk in by_me,
                "confirmed_you": one.pk in by_them,
            }
            for one in others
        ],
        "films": plans.kept(partnership.programme.plan).films_lesson,
        "corner": who_can_see(Circle.PAIR),
    }
    return render(request, "programme/check.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """A page that says what happens, then it happens at once. No reason is asked."""
    if request.method == "POST" and actions.is_over_for(request.user, code):
        return redirect("home")
    partnership = partnership_for(request.user, code, Act.LEAVE)
    others = [one.person for one in partnership.memberships.all() if one.person_id != request.user.pk]
    if request.method == "POST":
        actions.leave(partnership, request.user)
        messages.success(
            request, _("You have left. Every share between you has ended; what is yours is still yours.")
        )
        return redirect("home")
    shown = {
        "partnership": partnership,
        "names": _names(others),
        "films": plans.kept(partnership.programme.plan).films_lesson,
        "rests": not may_be_here(request.user, partnership),
        "held": _unconfirmed(others),
        "corner": who_can_see(Circle.STAGES),
    }
    return render(request, "programme/leave.html", shown)


def _named(people: list[Person], code: str) -> Person:
    found = next((one for one in people if str(one.code) == code), None)
    if found is None:
        doors.nothing_here()
    return found


def _unconfirmed(people: Iterable[Person]) -> list[Person]:
    """Who came back after a lost sign-in and waits for a partner's word."""
    return [one for one in people if one.is_held and not one.hold_confirmed_at]


def _names(people: Iterable[Person]) -> str:
    return _(" and ").join(one.name for one in people)


def _checks(person: Person, partnership: Partnership) -> tuple[set[int], set[int]]:
    """Keys of those whose account this person has confirmed, and of those who have confirmed this person's."""
    rows = PartnerCheck.objects.filter(partnership=partnership).values_list("by_id", "about_id")
    return {about for by, about in rows if by == person.pk}, {by for by, about in rows if about == person.pk}


def _unchecked(person: Person, partnership: Partnership) -> bool:
    confirmed, _by_them = _checks(person, partnership)
    return any(
        one.is_in and one.person_id != person.pk and one.person_id not in confirmed
        for one in partnership.memberships.all()
    )
