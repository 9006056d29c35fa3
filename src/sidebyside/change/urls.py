from django.urls import URLPattern, path

from sidebyside.change.views import charts, files, mine

app_name = "change"
urlpatterns: list[URLPattern] = [
    path("programme/<uuid:code>/change/", charts.programme, name="programme"),
    path("change/mine/", mine.mine, name="mine"),
    path("change/<uuid:code>/", charts.chart, name="chart"),
    path("change/<uuid:code>/interview/", charts.interview, name="interview"),
    path("change/<uuid:code>/away/<str:kind>/", files.away, name="away"),
]
