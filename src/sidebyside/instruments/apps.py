from django.apps import AppConfig


class InstrumentsRoom(AppConfig):
    name = "sidebyside.instruments"
    label = "instruments"
