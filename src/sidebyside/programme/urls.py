from django.urls import URLPattern

from sidebyside.programme import co_ordinator_urls

app_name = "programme"
urlpatterns: list[URLPattern] = [
    *co_ordinator_urls.urlpatterns,
]
