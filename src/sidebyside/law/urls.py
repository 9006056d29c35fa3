from django.urls import URLPattern, path

from sidebyside.law.views import breaches, held, papers

app_name = "law"
urlpatterns: list[URLPattern] = [
    path("held/", held.held, name="held"),
    # Below /film/, whose process can hold many answers that last.
    path("film/everything/mine.zip", held.everything, name="everything"),
    path("papers/", papers.papers, name="papers"),
    path("papers/<str:kind>/", papers.read, name="paper"),
    path("papers/<str:kind>/<str:form>/", papers.away, name="paper-away"),
    path("breaches/", breaches.breaches, name="breaches"),
    path("breaches/<uuid:code>/", breaches.breach, name="breach"),
    path("breaches/<uuid:code>/close/", breaches.close, name="close-breach"),
]
