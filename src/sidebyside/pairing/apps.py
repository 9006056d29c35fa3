from django.apps import AppConfig


class PairingRoom(AppConfig):
    name = "sidebyside.pairing"
    label = "pairing"
