from django.urls import URLPattern, path

from sidebyside.law.views import breaches, papers

app_name = "law"
urlpatterns: list[URLPattern] = [
    path("papers/", papers.papers, name="papers"),
    path("papers/<str:kind>/", papers.read, name="paper"),
    path("papers/<str:kind>/<str:form>/", papers.away, name="paper-away"),
    path("breaches/", breaches.breaches, name="breaches"),
    path("breaches/<uuid:code>/", breaches.breach, name="breach"),
    path("breaches/<uuid:code>/close/", breaches.close, name="close-breach"),
]
