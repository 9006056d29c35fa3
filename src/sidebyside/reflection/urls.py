from django.urls import URLPattern, path

from sidebyside.reflection.views import diary, pulse, steps

app_name = "reflection"
urlpatterns: list[URLPattern] = [
    path("cycle/<uuid:code>/steps/", steps.steps, name="steps"),
    path("cycle/<uuid:code>/look-back/", steps.look_back, name="look-back"),
    path("cycle/<uuid:code>/takeaway/", steps.takeaway, name="takeaway"),
    path("cycle/<uuid:code>/steps/<uuid:step>/", steps.came_of_it, name="came-of-it"),
    path("cycle/<uuid:code>/pulse/", pulse.pulse, name="pulse"),
    path("cycle/<uuid:code>/brought/", diary.brought, name="brought"),
    path("diary/", diary.diary, name="diary"),
    path("diary/<uuid:code>/", diary.entry, name="diary-entry"),
]
