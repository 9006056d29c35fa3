"""Every address of the product. Each must stand in the access matrix, or the suite fails."""

from django.urls import URLPattern, URLResolver, include, path

from sidebyside.web import home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("", include("sidebyside.people.urls")),
    path("", include("sidebyside.programme.urls")),
    path("", include("sidebyside.recordings.urls")),
    path("", include("sidebyside.conversations.urls")),
    path("", include("sidebyside.reflection.urls")),
    path("", include("sidebyside.room.urls")),
    path("", include("sidebyside.overview.urls")),
]
