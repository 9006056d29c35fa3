from django.urls import URLPattern, path

from sidebyside.federation.views import schools, visits

app_name = "federation"
urlpatterns: list[URLPattern] = [
    path("school/trust/", schools.schools, name="schools"),
    path("school/trust/<uuid:code>/", schools.link, name="link"),
    path("visits/", visits.visits, name="visits"),
]
