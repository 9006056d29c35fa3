from django.apps import AppConfig


class LawRoom(AppConfig):
    name = "sidebyside.law"
    label = "law"
