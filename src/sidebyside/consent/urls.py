from django.urls import URLPattern, path

from sidebyside.consent.views import policy

app_name = "consent"
urlpatterns: list[URLPattern] = [
    path("video-policy/<uuid:code>/", policy.policy, name="policy"),
    path("video-policy/<uuid:code>/pupils/", policy.pupils_notice, name="pupils-notice"),
    path("school/video-policy/", policy.write_policy, name="write-policy"),
    path("school/charges/", policy.charges, name="charges"),
    path("school/charges/<uuid:code>/back/", policy.charge_back, name="charge-back"),
]
