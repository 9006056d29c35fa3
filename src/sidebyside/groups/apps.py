from django.apps import AppConfig


class GroupsRoom(AppConfig):
    name = "sidebyside.groups"
    label = "groups"
