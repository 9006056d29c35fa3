from django.apps import AppConfig


class TrustRoom(AppConfig):
    name = "sidebyside.trust"
    label = "trust"
