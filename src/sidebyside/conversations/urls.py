from django.urls import URLPattern, path

from sidebyside.conversations.views import after, away, codes, coming, page, reading, recorder, screen

app_name = "conversations"
urlpatterns: list[URLPattern] = [
    path("meet/", coming.join, name="join"),
    path("cycle/<uuid:code>/talk/", page.talk, name="talk"),
    path("cycle/<uuid:code>/talk/now/", page.now, name="now"),
    path("cycle/<uuid:code>/talk/state/", page.state, name="state"),
    path("cycle/<uuid:code>/talk/here/", coming.here, name="here"),
    path("cycle/<uuid:code>/talk/not-here/", coming.not_here, name="not-here"),
    path("cycle/<uuid:code>/talk/code/", coming.code, name="code"),
    path("cycle/<uuid:code>/talk/beside/", coming.beside, name="beside"),
    path("cycle/<uuid:code>/talk/yes-or-no/", recorder.yes_or_no, name="yes-or-no"),
    path("cycle/<uuid:code>/talk/recorder/start/", recorder.start, name="start"),
    path("cycle/<uuid:code>/talk/recorder/stop/", recorder.stop, name="stop"),
    path("cycle/<uuid:code>/talk/recorder/ended/", recorder.ended, name="ended"),
    path("cycle/<uuid:code>/talk/tracks/<uuid:track>/", recorder.track, name="track"),
    path("cycle/<uuid:code>/talk/tracks/<uuid:track>/again/", recorder.track_again, name="track-again"),
    path("cycle/<uuid:code>/talk/screen/", screen.screen, name="screen"),
    path("cycle/<uuid:code>/talk/notes/", after.notes, name="notes"),
    path("cycle/<uuid:code>/talk/notes/<uuid:note>/away/", after.note_away, name="note-away"),
    path("cycle/<uuid:code>/talk/end/", after.end, name="end"),
    path("cycle/<uuid:code>/talk/go-on/", after.go_on, name="go-on"),
    path("cycle/<uuid:code>/talk/delete/", after.delete, name="delete"),
    path("cycle/<uuid:code>/talk/keep/", after.keep, name="keep"),
    path("cycle/<uuid:code>/talk/reading/", reading.reading, name="reading"),
    path("cycle/<uuid:code>/talk/reading/for-you/", reading.further, name="further"),
    path("cycle/<uuid:code>/talk/reading/away/<str:kind>/", away.away, name="reading-away"),
    path("cycle/<uuid:code>/talk/in-time/", reading.in_time, name="in-time"),
    path("cycle/<uuid:code>/talk/codes/", codes.codes, name="codes"),
    path("cycle/<uuid:code>/talk/codes/state/", codes.state, name="codes-state"),
    path("cycle/<uuid:code>/talk/codes/again/", codes.again, name="suggest-again"),
    path("cycle/<uuid:code>/talk/codes/blind/", codes.blind, name="code-blind"),
    path("cycle/<uuid:code>/talk/codes/ready/", codes.ready, name="coder-ready"),
    path("cycle/<uuid:code>/talk/codes/compare/", codes.compare, name="compare"),
    path("cycle/<uuid:code>/talk/codes/<uuid:turn>/<str:dimension>/", codes.code, name="code-turn"),
]
