from django.urls import URLPattern, path

from sidebyside.voice import views, written

app_name = "voice"
# Sounds under a path of their own, so that the front sends them where a slow line keeps no page waiting.
urlpatterns: list[URLPattern] = [
    path("voice/", views.take, name="take"),
    path("voice/<uuid:code>/", views.note, name="note"),
    path("spoken/<uuid:code>/", written.written, name="written"),
]
