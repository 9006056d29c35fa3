from django.apps import AppConfig


class LibraryRoom(AppConfig):
    name = "sidebyside.library"
    label = "library"
