from django.apps import AppConfig


class EventsRoom(AppConfig):
    name = "sidebyside.events"
    label = "events"
