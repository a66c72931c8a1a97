"""How the widgets of forms become HTML."""

from django.forms.renderers import TemplatesSetting

from partnership.web.templatetags.form_parts import box_of_options, input_of, text_area_of

INPUTS = ("text", "hidden", "date", "datetime", "checkbox", "email", "number", "password", "url")
WRITERS = {f"django/forms/widgets/{name}.html": input_of for name in INPUTS} | {
    "django/forms/widgets/select.html": box_of_options,
    "django/forms/widgets/textarea.html": text_area_of,
}


class PlainRenderer(TemplatesSetting):
    """Write the widgets that stand on every form at once; a template each took as long as the rest of a form."""

    def render(self, template_name, context, request=None):
        writer = WRITERS.get(template_name)
        return writer(context["widget"]) if writer else super().render(template_name, context, request)
