from django.apps import AppConfig


class OverviewRoom(AppConfig):
    name = "sidebyside.overview"
    label = "overview"
