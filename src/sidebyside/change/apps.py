from django.apps import AppConfig


class ChangeRoom(AppConfig):
    name = "sidebyside.change"
    label = "change"
