from django.apps import AppConfig


class FiguresRoom(AppConfig):
    name = "sidebyside.figures"
    label = "figures"
