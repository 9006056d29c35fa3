from django.urls import URLPattern, path

from sidebyside.instruments.views import editing, held, sheets

app_name = "instruments"
urlpatterns: list[URLPattern] = [
    path("forms/", sheets.forms, name="forms"),
    path("forms/<str:key>/", sheets.sheet, name="sheet"),
    path("forms/<str:key>/beside/", sheets.beside, name="beside"),
    path("forms/<str:key>/words/", editing.words, name="words"),
    path("forms/<str:key>/interview/", held.ask, name="ask-interview"),
    path("interviews/<uuid:code>/", held.interview, name="interview"),
    # Under the path of voices, so that the front sends it where a slow line keeps no page waiting.
    path("voice/interview/<uuid:code>/<uuid:note>/", held.heard, name="interview-heard"),
]
