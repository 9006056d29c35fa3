from django.urls import URLPattern, path

from sidebyside.programme import co_ordinator_urls, pair_urls
from sidebyside.programme.views import hold

app_name = "programme"
urlpatterns: list[URLPattern] = [
    *co_ordinator_urls.urlpatterns,
    *pair_urls.urlpatterns,
    path("pair/<uuid:code>/really/", hold.confirm_partner, name="confirm-partner"),
]
