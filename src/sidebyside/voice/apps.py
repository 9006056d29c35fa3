from django.apps import AppConfig
from django.db.models.signals import post_delete


class VoiceRoom(AppConfig):
    name = "sidebyside.voice"
    label = "voice"

    def ready(self) -> None:
        from sidebyside.trust import holdings as trust_holdings
        from sidebyside.trust.doors import declare
        from sidebyside.trust.own_keys import shred
        from sidebyside.trust.policy import Kind
        from sidebyside.voice import holdings, sweeping, writing
        from sidebyside.voice.models import VoiceNote
        from sidebyside.voice.standing import note_standing

        declare(Kind.VOICE, note_standing)
        trust_holdings.register(holdings.ROOM)
        sweeping.register()
        writing.register()
        # However a row goes, alone or with all that its speaker made, its key goes after it.
        post_delete.connect(shred, sender=VoiceNote)
