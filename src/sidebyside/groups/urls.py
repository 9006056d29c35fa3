from django.urls import URLPattern, path

from sidebyside.groups.views import bring, groups, once_more

app_name = "groups"
urlpatterns: list[URLPattern] = [
    path("groups/", groups.groups, name="groups"),
    path("groups/<uuid:code>/", groups.group, name="group"),
    path("groups/extract/<uuid:code>/", groups.extract, name="extract"),
    path("cycle/<uuid:code>/talk/group/", bring.bring, name="bring"),
    path("pair/<uuid:code>/once-more/", once_more.once_more, name="once-more"),
]
