from django.apps import AppConfig


class RoomRoom(AppConfig):
    name = "sidebyside.room"
    label = "room"
