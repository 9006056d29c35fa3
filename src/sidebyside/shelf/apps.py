from django.apps import AppConfig


class ShelfRoom(AppConfig):
    name = "sidebyside.shelf"
    label = "shelf"
