from django.urls import URLPattern, path, register_converter

from sidebyside.recordings.views import playback, upload


class Part:
    """The renditions that have an address of their own."""

    regex = "film|poster|strip|peaks"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Part, "part")

app_name = "recordings"
urlpatterns: list[URLPattern] = [
    path("upload/", upload.create, name="uploads"),
    path("upload/<uuid:code>", upload.upload, name="upload"),
    path("film/<uuid:code>/<part:role>", playback.part, name="part"),
    path("film/<uuid:code>/seen", playback.seen, name="seen"),
    path("film/<uuid:code>/clip/<uuid:extract>", playback.clip, name="clip"),
    path("film/<uuid:code>/clip/<uuid:extract>/seen", playback.clip_seen, name="clip-seen"),
]
