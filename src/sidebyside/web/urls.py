"""Every address of the product. Each must stand in the access matrix, or the suite fails."""

from django.urls import URLPattern, URLResolver, include, path

from sidebyside.web import device, home, installed, rhythm, security_txt, yours

handler400 = "sidebyside.web.errors.not_understood"
handler500 = "sidebyside.web.errors.broke"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("app.webmanifest", installed.manifest, name="manifest"),
    path("service-worker.js", installed.service_worker, name="service-worker"),
    path("offline/", installed.offline, name="offline"),
    path("offline/film/", installed.offline_film, name="offline-film"),
    path(".well-known/security.txt", security_txt.security_txt, name="security-txt"),
    path("yours/", yours.yours, name="yours"),
    path("yours/leave/", yours.leave_for_good, name="leave-for-good"),
    path("film/mine.zip", yours.take_away, name="take-away"),
    path("reminders/", rhythm.reminders, name="reminders"),
    path("waiting/", device.waiting, name="waiting"),
    path("film-now/", device.film_now, name="film-now"),
    path("take-in/", device.take_in, name="take-in"),
    path("", include("sidebyside.people.urls")),
    path("", include("sidebyside.people.allauth_urls")),
    path("", include("sidebyside.programme.urls")),
    path("", include("sidebyside.consent.urls")),
    path("", include("sidebyside.recordings.urls")),
    path("", include("sidebyside.conversations.urls")),
    path("", include("sidebyside.reflection.urls")),
    path("", include("sidebyside.voice.urls")),
    path("", include("sidebyside.room.urls")),
    path("", include("sidebyside.overview.urls")),
    path("", include("sidebyside.law.urls")),
    path("", include("sidebyside.timetable.urls")),
    path("", include("sidebyside.instruments.urls")),
    path("", include("sidebyside.cover.urls")),
    path("", include("sidebyside.pairing.urls")),
    path("", include("sidebyside.library.urls")),
    path("", include("sidebyside.safeguarding.urls")),
    path("", include("sidebyside.change.urls")),
    path("", include("sidebyside.kit.urls")),
    path("", include("sidebyside.walks.urls")),
    path("", include("sidebyside.events.urls")),
    path("", include("sidebyside.shelf.urls")),
    path("", include("sidebyside.groups.urls")),
    path("", include("sidebyside.figures.urls")),
    path("", include("sidebyside.federation.urls")),
]
