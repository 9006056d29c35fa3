from django.urls import URLPattern, path

from sidebyside.library.views import pieces, reading, shown, training

app_name = "library"
urlpatterns: list[URLPattern] = [
    path("training/", training.training, name="training"),
    path("training/who/", training.who, name="who"),
    path("training/<str:key>/", training.module, name="module"),
    path("read/<str:key>/", pieces.read, name="read"),
    path("guides/<str:key>/", shown.guide, name="guide"),
    path("interests/", shown.interests, name="interests"),
    path("reading/", reading.reading, name="reading"),
]
