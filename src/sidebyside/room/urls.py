from django.urls import path

from sidebyside.room.views import angles, cycle, extracts, meet, moments, notes, own, prepare, ready

app_name = "room"
urlpatterns = [
    path("cycle/<uuid:code>/", cycle.cycle, name="cycle"),
    path("cycle/<uuid:code>/own/", own.own, name="own"),
    path("cycle/<uuid:code>/prepare/", prepare.prepare, name="prepare"),
    path("cycle/<uuid:code>/ready/", ready.ready, name="ready"),
    path("cycle/<uuid:code>/not-ready/", ready.not_ready, name="not-ready"),
    path("cycle/<uuid:code>/ready/now/", ready.ready_now, name="ready-now"),
    path("cycle/<uuid:code>/moments/", moments.moments, name="moments"),
    path("cycle/<uuid:code>/moments/<uuid:moment>/", moments.moment, name="moment"),
    path("cycle/<uuid:code>/moments/<uuid:moment>/put-away/", moments.put_away, name="put-moment-away"),
    path("cycle/<uuid:code>/moments/<uuid:moment>/bring-back/", moments.bring_back, name="bring-moment-back"),
    path("cycle/<uuid:code>/extracts/<uuid:extract>/", extracts.extract, name="extract"),
    path("cycle/<uuid:code>/extracts/<uuid:extract>/let-go/", extracts.let_go, name="let-extract-go"),
    path("cycle/<uuid:code>/angles/<uuid:film>/", angles.angle, name="angle"),
    path("cycle/<uuid:code>/notes/", notes.notes, name="notes"),
    path("cycle/<uuid:code>/notes/now/", notes.now, name="now"),
    path("cycle/<uuid:code>/notes/signal/<uuid:signal>/", notes.signal, name="signal"),
    path("cycle/<uuid:code>/notes/line-up/", notes.line_up, name="line-up"),
    path("cycle/<uuid:code>/notes/film-begins/", notes.film_begins, name="film-begins"),
    path("cycle/<uuid:code>/notes/<uuid:note>/", notes.note, name="note"),
    path("cycle/<uuid:code>/notes/<uuid:note>/put-away/", notes.put_away, name="put-note-away"),
    path("cycle/<uuid:code>/notes/<uuid:note>/bring-back/", notes.bring_back, name="bring-note-back"),
    path("cycle/<uuid:code>/meet/", meet.meet, name="meet"),
]
