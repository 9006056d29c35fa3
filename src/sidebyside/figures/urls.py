from django.urls import URLPattern, path

from sidebyside.figures.views import counted, leaders, trust

app_name = "figures"
urlpatterns: list[URLPattern] = [
    path("figures/", leaders.figures, name="figures"),
    path("figures.pdf", leaders.away, name="away"),
    path("school/trust/figures/", trust.figures, name="trust"),
    path("counted/", counted.counted, name="counted"),
]
