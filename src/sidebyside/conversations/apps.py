from django.apps import AppConfig


class ConversationsRoom(AppConfig):
    name = "sidebyside.conversations"
    label = "conversations"

    def ready(self) -> None:
        from sidebyside.conversations import deleting, holdings, standing, tracks
        from sidebyside.conversations.codes import deleting as codes_deleting
        from sidebyside.conversations.codes import suggesting
        from sidebyside.conversations.written import deleting as written_deleting
        from sidebyside.conversations.written import jobs as written_jobs
        from sidebyside.recordings import sorts
        from sidebyside.trust import holdings as trust_holdings
        from sidebyside.trust import shredding
        from sidebyside.trust.doors import declare
        from sidebyside.trust.policy import Kind

        declare(Kind.TALK, standing.talk_standing)
        declare(Kind.WRITTEN, standing.written_standing)
        shredding.register(Kind.WRITTEN, written_deleting.SHREDDER)
        shredding.register(Kind.WRITTEN, codes_deleting.SHREDDER)
        written_jobs.register()
        suggesting.register()
        # As to what was said: a listener looks on.
        declare(Kind.CODES, standing.written_standing)
        declare(Kind.FURTHER, standing.further_standing)
        shredding.register(Kind.TALK, deleting.SHREDDER)
        sorts.register(tracks.SORT)
        trust_holdings.register(holdings.ROOM)
