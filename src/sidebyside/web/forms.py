from django.forms.renderers import DjangoTemplates


class LookRenderer(DjangoTemplates):
    """Every ``{{ form }}``: labels, hints and errors tied to their fields, a summary of errors at the top."""

    form_template_name = "web/form/form.html"
    field_template_name = "web/form/field.html"
