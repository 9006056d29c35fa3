from django.apps import AppConfig


class SafeguardingRoom(AppConfig):
    name = "sidebyside.safeguarding"
    label = "safeguarding"
