from django.apps import AppConfig


class ReflectionRoom(AppConfig):
    name = "sidebyside.reflection"
    label = "reflection"
