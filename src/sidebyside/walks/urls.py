from django.urls import URLPattern, path

from sidebyside.walks.views import walks

app_name = "walks"
urlpatterns: list[URLPattern] = [
    path("walks/", walks.walks, name="walks"),
    path("walks/<uuid:code>/", walks.offer, name="offer"),
]
