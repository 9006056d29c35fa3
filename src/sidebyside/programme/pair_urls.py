from django.urls import URLPattern, path

from sidebyside.programme.views import aims, closing, feed, focus, pair, protected, times

urlpatterns: list[URLPattern] = [
    path("pair/<uuid:code>/", pair.pair, name="pair"),
    path("pair/<uuid:code>/accept/", pair.accept, name="accept"),
    path("pair/<uuid:code>/decline/", pair.decline, name="decline"),
    path("pair/<uuid:code>/agreement/", pair.agreement_page, name="agreement"),
    path("pair/<uuid:code>/sign/", pair.sign, name="sign"),
    path("pair/<uuid:code>/check/", pair.check, name="check"),
    path("pair/<uuid:code>/kept/", protected.kept, name="kept"),
    path("pair/<uuid:code>/aims/", aims.aims, name="aims"),
    path("pair/<uuid:code>/leave/", pair.leave, name="leave"),
    path("cycle/<uuid:code>/focus/", focus.focus, name="focus"),
    path("cycle/<uuid:code>/questions/", focus.questions, name="questions"),
    path("cycle/<uuid:code>/times/", times.times, name="times"),
    path("cycle/<uuid:code>/done/<str:key>/", closing.done, name="done"),
    path("cycle/<uuid:code>/pause/", closing.pause, name="pause"),
    path("cycle/<uuid:code>/resume/", closing.resume, name="resume"),
    path("cycle/<uuid:code>/close/", closing.close, name="close"),
    path("cycle/<uuid:code>/reopen/", closing.reopen, name="reopen"),
    path("calendar/", feed.calendar_link, name="calendar-link"),
    path("calendar/off/", feed.switch_off, name="calendar-off"),
    path("calendar/<str:token>.ics", feed.calendar, name="calendar"),
]
