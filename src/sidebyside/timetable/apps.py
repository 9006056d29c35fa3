from django.apps import AppConfig


class TimetableRoom(AppConfig):
    name = "sidebyside.timetable"
    label = "timetable"
