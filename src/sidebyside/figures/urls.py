from django.urls import URLPattern, path

from sidebyside.figures.views import counted, leaders

app_name = "figures"
urlpatterns: list[URLPattern] = [
    path("figures/", leaders.figures, name="figures"),
    path("figures.pdf", leaders.away, name="away"),
    path("counted/", counted.counted, name="counted"),
]
