from django.urls import URLPattern, path

from sidebyside.pairing.views import group, mine

app_name = "pairing"

urlpatterns: list[URLPattern] = [
    path("programme/<uuid:code>/partner/", mine.mine, name="mine"),
    path("programme/<uuid:code>/partner/private/", mine.private, name="private"),
    path("programme/<uuid:code>/partner/ask/", mine.ask, name="ask"),
    path("programme/<uuid:code>/pairing/", group.group, name="group"),
    path("programme/<uuid:code>/pairing/round/", group.a_round, name="round"),
]
