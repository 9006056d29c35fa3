from django.urls import URLPattern, path

from sidebyside.timetable.views import lists, week, year

app_name = "timetable"

urlpatterns: list[URLPattern] = [
    path("timetable/", week.week, name="week"),
    path("timetable/year/", year.year, name="year"),
    path("timetable/bring/", lists.bring, name="bring"),
    path("timetable/staff/", lists.staff, name="staff"),
]
