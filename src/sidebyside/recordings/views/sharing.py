"""Share a film or extracts of it, and take that back."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sidebyside.people.requests import PersonRequest
from sidebyside.programme.standing import coaches_there
from sidebyside.recordings import clips, page, sharing
from sidebyside.recordings.forms import ShareForm
from sidebyside.recordings.views.film import opened
from sidebyside.recordings.words import why_not_shared
from sidebyside.trust.policy import Act


@require_POST
def share(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    strand, film = opened(request, code, Act.SHARE)
    if film is None:
        return redirect("recordings:film", code=strand.code)
    form = ShareForm(request.POST, extracts=film.extracts.filter(author=request.user))
    if not form.is_valid():
        return render(request, "recordings/film.html", page.shown(strand, request.user, form), status=422)
    chosen = [uuid.UUID(one) for one in form.cleaned_data.get("extracts", [])]
    try:
        sharing.share(film, request.user, whole=form.whole, chosen=() if form.whole else chosen)
    except sharing.CannotShare as first:
        messages.warning(request, why_not_shared(first.why))
        return redirect("recordings:film", code=strand.code)
    names = ", ".join(coach.name for coach in coaches_there(film.strand))
    said = (
        _("%(names)s can watch the film now.") if form.whole else _("%(names)s can watch the extracts now.")
    )
    messages.success(request, said % {"names": names})
    return redirect("recordings:film", code=strand.code)


@require_POST
def withdraw(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    strand, film = opened(request, code, Act.SHARE)
    if film is not None and sharing.withdraw(film, request.user):
        messages.success(request, _("Taken back. From now on only you can watch it."))
    return redirect("recordings:film", code=strand.code)


@require_POST
def cut_again(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    """Try the clips anew that could not be cut."""
    strand, film = opened(request, code, Act.SHARE)
    if film is not None:
        for extract in film.extracts.filter(author=request.user, is_offered=True, state="failed"):
            clips.try_again(extract)
    return redirect("recordings:film", code=strand.code)
