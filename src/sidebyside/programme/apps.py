from django.apps import AppConfig


class ProgrammeRoom(AppConfig):
    name = "sidebyside.programme"
    label = "programme"
