from django.urls import URLPattern, path

from sidebyside.events.views import event, posters, programme

app_name = "events"
urlpatterns: list[URLPattern] = [
    path("together/", programme.together, name="together"),
    path("programme/<uuid:code>/events/", programme.events, name="events"),
    path("events/<uuid:code>/", event.event, name="event"),
    path("events/<uuid:code>/poster/", posters.poster, name="poster"),
    path("events/<uuid:code>/poster/<uuid:which>.jpg", posters.picture, name="picture"),
    path("events/<uuid:code>/<str:which>.pdf", posters.sheets, name="sheets"),
]
