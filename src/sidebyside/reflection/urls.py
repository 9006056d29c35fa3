from django.urls import URLPattern, path

from sidebyside.reflection.views import steps

app_name = "reflection"
urlpatterns: list[URLPattern] = [
    path("cycle/<uuid:code>/steps/", steps.steps, name="steps"),
    path("cycle/<uuid:code>/look-back/", steps.look_back, name="look-back"),
    path("cycle/<uuid:code>/takeaway/", steps.takeaway, name="takeaway"),
    path("cycle/<uuid:code>/steps/<uuid:step>/", steps.came_of_it, name="came-of-it"),
]
