from django.apps import AppConfig


class RecordingsRoom(AppConfig):
    name = "sidebyside.recordings"
    label = "recordings"

    def ready(self) -> None:
        from sidebyside.consent import filmed, lasting
        from sidebyside.recordings import (
            class_changes,
            clips,
            deleting,
            ending,
            holdings,
            jobs,
            lesson,
            of_pupil,
            rehearsal,
            sorts,
            standing,
            taken_back,
        )
        from sidebyside.recordings.blurring import looking, making, original, second
        from sidebyside.recordings.keeping import limits, notices
        from sidebyside.trust import chain, shredding
        from sidebyside.trust import holdings as trust_holdings
        from sidebyside.trust.doors import declare
        from sidebyside.trust.policy import Kind

        chain.declare_owner(Kind.FILM, standing.owner_of)
        declare(Kind.FILM, standing.film_standing)
        declare(Kind.CLIP, standing.clip_standing)
        declare(Kind.ACCESSES, standing.accesses_standing)
        declare(Kind.SECOND_LOOK, second.standing)
        declare(Kind.CLASS_CHANGE, class_changes.standing)
        shredding.register(Kind.FILM, deleting.SHREDDER)
        sorts.register(lesson.SORT)
        sorts.register(rehearsal.SORT)
        jobs.register()
        clips.register()
        looking.register()
        making.register()
        original.register()
        ending.register()
        taken_back.register()
        notices.register()
        lasting.declare(limits.longest_months)
        filmed.declare(of_pupil.films_of)
        trust_holdings.register(holdings.ROOM)
