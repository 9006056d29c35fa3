from django.apps import AppConfig


class ConversationsRoom(AppConfig):
    name = "sidebyside.conversations"
    label = "conversations"
