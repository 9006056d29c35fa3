from django.apps import AppConfig


class CoverRoom(AppConfig):
    name = "sidebyside.cover"
    label = "cover"
