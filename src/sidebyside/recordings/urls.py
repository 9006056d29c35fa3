from django.urls import URLPattern, path, register_converter

from sidebyside.recordings.views import (
    angles,
    faces,
    film,
    filming,
    keeping,
    playback,
    pupils,
    rehearsals,
    second_look,
    sharing,
    upload,
    watched,
)


class Part:
    """The renditions that have an address of their own."""

    regex = "film|poster|strip|peaks"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Part, "part")

app_name = "recordings"
urlpatterns: list[URLPattern] = [
    path("upload/", upload.create, name="uploads"),
    path("upload/<uuid:code>", upload.upload, name="upload"),
    path("film/<uuid:code>/<part:role>", playback.part, name="part"),
    path("film/<uuid:code>/seen", playback.seen, name="seen"),
    path("film/<uuid:code>/clip/<uuid:extract>", playback.clip, name="clip"),
    path("film/<uuid:code>/clip/<uuid:extract>/seen", playback.clip_seen, name="clip-seen"),
    path("film/<uuid:code>/original", faces.original_film, name="original"),
    path("film/<uuid:code>/face/<uuid:track>", faces.face, name="glimpse"),
    path("film/second-look/<uuid:code>", second_look.film, name="second-look-film"),
    path("second-look/<uuid:code>/", second_look.second_look, name="second-look"),
    path(
        "cycle/<uuid:code>/film/<uuid:film>/faces/second-look/",
        second_look.ask_second_look,
        name="ask-second-look",
    ),
    path(
        "cycle/<uuid:code>/film/<uuid:film>/faces/second-look/answer/",
        second_look.answer_second_look,
        name="answer-second-look",
    ),
    path("cycle/<uuid:code>/film/<uuid:film>/faces/", faces.faces, name="faces"),
    path("cycle/<uuid:code>/film/<uuid:film>/faces/progress/", faces.progress, name="faces-progress"),
    path("cycle/<uuid:code>/film/<uuid:film>/faces/look/", faces.look, name="look-for-faces"),
    path("cycle/<uuid:code>/film/<uuid:film>/faces/clear/", faces.leave_clear, name="leave-clear"),
    path("cycle/<uuid:code>/film/<uuid:film>/faces/cover/", faces.cover, name="cover"),
    path("cycle/<uuid:code>/film/<uuid:film>/faces/cover/<uuid:covering>/", faces.uncover, name="uncover"),
    path("cycle/<uuid:code>/film/<uuid:film>/faces/make/", faces.make, name="make-blurred"),
    path(
        "cycle/<uuid:code>/film/<uuid:film>/faces/looked-through/",
        faces.looked_through,
        name="looked-through",
    ),
    path("cycle/<uuid:code>/film/<uuid:film>/faces/give-up/", faces.give_up, name="unblur"),
    path(
        "cycle/<uuid:code>/film/<uuid:film>/faces/original/", faces.destroy_original, name="destroy-original"
    ),
    path("cycle/<uuid:code>/film/", film.film, name="film"),
    path("cycle/<uuid:code>/film/progress/", film.progress, name="progress"),
    path("cycle/<uuid:code>/film/again/", film.try_again, name="try-again"),
    path("cycle/<uuid:code>/film/give-up/", film.give_up, name="give-up"),
    path("cycle/<uuid:code>/film/delete/", film.delete, name="delete"),
    path("cycle/<uuid:code>/film/<uuid:film>/called/", film.call, name="call"),
    path("cycle/<uuid:code>/film/record/", filming.record, name="record"),
    path("cycle/<uuid:code>/film/device/<uuid:film>/", filming.device, name="device"),
    path("cycle/<uuid:code>/film/device/<uuid:film>/ended/", filming.ended, name="device-ended"),
    path("cycle/<uuid:code>/film/device/<uuid:film>/keep/", filming.keep, name="keep"),
    path("cycle/<uuid:code>/film/hand-over/", filming.hand_over, name="hand-over"),
    path("cycle/<uuid:code>/film/take-filming-back/", filming.take_filming_back, name="take-filming-back"),
    path("cycle/<uuid:code>/film/rehearsals/", rehearsals.rehearsals, name="rehearsals"),
    path(
        "cycle/<uuid:code>/film/rehearsals/<uuid:film>/delete/",
        rehearsals.delete_rehearsal,
        name="delete-rehearsal",
    ),
    path("cycle/<uuid:code>/film/second/", angles.second, name="second"),
    path("cycle/<uuid:code>/film/angle/<uuid:film>/share/", angles.share_angle, name="share-angle"),
    path("cycle/<uuid:code>/film/angle/<uuid:film>/withdraw/", angles.withdraw_angle, name="withdraw-angle"),
    path("cycle/<uuid:code>/film/angle/<uuid:film>/again/", angles.try_angle_again, name="try-angle-again"),
    path("cycle/<uuid:code>/film/angle/<uuid:film>/delete/", angles.delete_angle, name="delete-angle"),
    path("cycle/<uuid:code>/film/class/", pupils.name_class, name="name-class"),
    path("cycle/<uuid:code>/film/covered/", pupils.covered, name="covered"),
    path("cycle/<uuid:code>/film/seats/", pupils.seats, name="seats"),
    path("cycle/<uuid:code>/film/share/", sharing.share, name="share"),
    path("cycle/<uuid:code>/film/withdraw/", sharing.withdraw, name="withdraw"),
    path("cycle/<uuid:code>/film/until/", keeping.keep_until, name="keep-until"),
    path("school/class-changes/", pupils.changes, name="class-changes"),
    path("watched/", watched.watched, name="watched"),
    path("school/last-days/", keeping.limits, name="limits"),
    path("cycle/<uuid:code>/film/cut-again/", sharing.cut_again, name="cut-again"),
]
