from django.apps import AppConfig


class RecordingsRoom(AppConfig):
    name = "sidebyside.recordings"
    label = "recordings"

    def ready(self) -> None:
        from sidebyside.recordings import clips, deleting, ending, jobs, lesson, rehearsal, sorts, standing
        from sidebyside.recordings.blurring import looking, making, original
        from sidebyside.trust import shredding
        from sidebyside.trust.doors import declare
        from sidebyside.trust.policy import Kind

        declare(Kind.FILM, standing.film_standing)
        declare(Kind.CLIP, standing.clip_standing)
        declare(Kind.ACCESSES, standing.accesses_standing)
        shredding.register(Kind.FILM, deleting.SHREDDER)
        sorts.register(lesson.SORT)
        sorts.register(rehearsal.SORT)
        jobs.register()
        clips.register()
        looking.register()
        making.register()
        original.register()
        ending.register()
