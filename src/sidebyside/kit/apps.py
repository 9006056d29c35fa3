from django.apps import AppConfig


class KitRoom(AppConfig):
    name = "sidebyside.kit"
    label = "kit"
