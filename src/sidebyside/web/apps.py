from django.apps import AppConfig


class WebRoom(AppConfig):
    name = "sidebyside.web"
    label = "web"
