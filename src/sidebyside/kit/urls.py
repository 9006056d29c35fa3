from django.urls import URLPattern, path

from sidebyside.kit.views import booking, queue

app_name = "kit"
urlpatterns: list[URLPattern] = [
    path("kit/", booking.mine, name="mine"),
    path("kit/queue/", queue.queue, name="queue"),
    path("cycle/<uuid:code>/kit/", booking.cycle, name="cycle"),
]
