"""The page of components: each as the pages of the desk use it, with a word on when."""

from django.http import HttpRequest, HttpResponse

from kniha.desk.components import samples
from kniha.desk.request import Who, page, reading


@reading
def components(request: HttpRequest, who: Who) -> HttpResponse:
    """All of them, with invented content."""
    wrong = samples.SampleForm({"title": "", "level": "low"})
    wrong.is_valid()
    told = samples.accounts()
    return page(
        request,
        who,
        "desk/components/components.html",
        form=samples.SampleForm(auto_id="good_%s"),
        facets=samples.SampleForm(auto_id="facet_%s"),
        wrong=wrong,
        rows=samples.incidents(),
        statement=samples.statement(),
        segments=samples.segments(),
        consents=samples.consents(),
        told=told,
        mixed="Рыcь",
    )
