from django.urls import URLPattern, path

from sidebyside.safeguarding.views import opening, playing, switch

app_name = "safeguarding"

urlpatterns: list[URLPattern] = [
    path("school/safeguarding/", switch.switch, name="switch"),
    path("safeguarding/", opening.here, name="here"),
    path("safeguarding/ask/<uuid:code>/<str:what>/", opening.ask, name="ask"),
    path("safeguarding/<uuid:code>/", opening.opening, name="opening"),
    path("safeguarding/<uuid:code>/end/", opening.end, name="end"),
    # Under /film/, so that what is played keeps no page waiting.
    path("film/<uuid:code>/opened/<uuid:recording>", playing.play, name="play"),
]
