from django.apps import AppConfig


class PeopleRoom(AppConfig):
    name = "sidebyside.people"
    label = "people"
