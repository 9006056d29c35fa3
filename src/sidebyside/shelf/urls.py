from django.urls import URLPattern, path

from sidebyside.shelf.views import plan, shelf

app_name = "shelf"
urlpatterns: list[URLPattern] = [
    path("pair/<uuid:code>/shelf/", shelf.shelf, name="shelf"),
    path("pair/<uuid:code>/shelf/<uuid:item>/", shelf.item, name="item"),
    path("pair/<uuid:code>/shelf/<uuid:item>/file/", shelf.file, name="file"),
    path("cycle/<uuid:code>/plan/", plan.plan, name="plan"),
]
