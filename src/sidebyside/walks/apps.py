from django.apps import AppConfig


class WalksRoom(AppConfig):
    name = "sidebyside.walks"
    label = "walks"
