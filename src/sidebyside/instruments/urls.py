from django.urls import URLPattern, path

from sidebyside.instruments.views import editing, sheets

app_name = "instruments"
urlpatterns: list[URLPattern] = [
    path("forms/", sheets.forms, name="forms"),
    path("forms/<str:key>/", sheets.sheet, name="sheet"),
    path("forms/<str:key>/beside/", sheets.beside, name="beside"),
    path("forms/<str:key>/words/", editing.words, name="words"),
]
