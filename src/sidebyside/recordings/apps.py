from django.apps import AppConfig


class RecordingsRoom(AppConfig):
    name = "sidebyside.recordings"
    label = "recordings"
