from django.apps import AppConfig


class JobsRoom(AppConfig):
    name = "sidebyside.jobs"
    label = "jobs"
