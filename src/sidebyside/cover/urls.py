from django.urls import URLPattern, path

from sidebyside.cover.views import ledger, pair

app_name = "cover"

urlpatterns: list[URLPattern] = [
    path("cycle/<uuid:code>/cover/", pair.cycle, name="cycle"),
    path("programme/<uuid:code>/cover/", ledger.cover, name="cover"),
    path("programme/<uuid:code>/cover.xlsx", ledger.table, name="table"),
    path("hours/", ledger.sums, name="sums"),
]
