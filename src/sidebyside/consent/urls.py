from django.urls import URLPattern, path

from sidebyside.consent.views import guardian, policy, register, seats

app_name = "consent"
urlpatterns: list[URLPattern] = [
    path("video-policy/", policy.policies_here, name="policies"),
    path("video-policy/<uuid:code>/", policy.policy, name="policy"),
    path("video-policy/<uuid:code>/pupils/", policy.pupils_notice, name="pupils-notice"),
    path("school/video-policy/", policy.write_policy, name="write-policy"),
    path("school/charges/", policy.charges, name="charges"),
    path("school/charges/<uuid:code>/back/", policy.charge_back, name="charge-back"),
    path("agree/<str:token>/", guardian.agree, name="agree"),
    path("agree/<str:token>/held/", guardian.held_page, name="agree-held"),
    path("classes/", register.classes, name="classes"),
    path("classes/list/", register.bring_list, name="list"),
    path("classes/<uuid:code>/", register.class_page, name="class"),
    path("classes/<uuid:code>/teachers/", register.teachers, name="teachers"),
    path("classes/<uuid:code>/links/", register.give_links, name="links"),
    path("classes/<uuid:code>/delete/", register.delete_class, name="delete-class"),
    path("classes/<uuid:code>/seats/", seats.seats, name="seats"),
    path("classes/<uuid:code>/pupils/<uuid:pupil>/", register.pupil_page, name="pupil"),
    path("classes/<uuid:code>/pupils/<uuid:pupil>/held/", register.held_page, name="held"),
    path("classes/<uuid:code>/pupils/<uuid:pupil>/own-no/", register.own_no, name="own-no"),
    path("classes/<uuid:code>/pupils/<uuid:pupil>/guardian/", register.add_guardian, name="add-guardian"),
    path("classes/<uuid:code>/pupils/<uuid:pupil>/out/", register.take_out, name="take-out"),
    path("classes/<uuid:code>/pupils/<uuid:pupil>/paper/<uuid:guardian>/", register.paper, name="paper"),
]
