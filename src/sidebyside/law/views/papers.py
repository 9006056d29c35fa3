"""The papers: everybody at the school may read them, and take them away to be filled in."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sidebyside.law.papers import PAPERS, paper, title_of
from sidebyside.law.writing import TYPES, as_docx, as_pdf
from sidebyside.people.requests import PersonRequest
from sidebyside.people.standing import school_standing
from sidebyside.trust import doors
from sidebyside.trust.policy import Who

_MAKERS = {"docx": as_docx, "pdf": as_pdf}


@require_safe
def papers(request: PersonRequest) -> HttpResponse:
    listed = [(kind, title_of(kind)) for kind in PAPERS]
    runs = Who.SCHOOL_CO_ORDINATOR in school_standing(request.user, request.user.school).who
    return render(request, "law/papers.html", {"papers": listed, "runs_school": runs})


@require_safe
def read(request: PersonRequest, kind: str) -> HttpResponse:
    if kind not in PAPERS:
        doors.nothing_here()
    return render(request, "law/paper.html", {"paper": paper(kind, request.user.school)})


@require_safe
def away(request: PersonRequest, kind: str, form: str) -> HttpResponse:
    if kind not in PAPERS or form not in TYPES:
        doors.nothing_here()
    response = HttpResponse(_MAKERS[form](paper(kind, request.user.school)), content_type=TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="sidebyside-{kind}.{form}"'
    return response
