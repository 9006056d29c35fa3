from django.urls import URLPattern, path

from sidebyside.overview.views import programme

app_name = "overview"
urlpatterns: list[URLPattern] = [
    path("programme/", programme.programmes, name="programmes"),
    path("programme/<uuid:code>/", programme.programme, name="programme"),
]
