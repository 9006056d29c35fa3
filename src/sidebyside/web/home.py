from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sidebyside.people.requests import PersonRequest


@require_safe
def home(request: PersonRequest) -> HttpResponse:
    return render(request, "web/home.html")
