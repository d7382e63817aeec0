"""The field form, written into one file: words, style, script, and a policy that allows nothing else (docs/spec/fieldform.md §1)."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from kniha.book.statements.field_forms import TakenForm
from kniha.desk import keys
from kniha.desk.interviews.forms import InterviewForm
from kniha.runs.bringing import LARGEST_BROUGHT
from kniha.seal.field_interviews import LONGEST
from kniha.seal.recipients import parse_recipient

_PARTS = Path(__file__).parents[1] / "static/desk"


class FieldInterviewForm(InterviewForm):
    """The desk's form of an interview, as it stands in a field form: the compartment is the form's, files come with it."""

    zone = forms.CharField(label=_("Time zone of these moments"), max_length=LONGEST["zone"])

    def __init__(self, *, taken: TakenForm) -> None:
        super().__init__(registrar=taken.form.registrar, is_known=taken.form.person is not None, auto_id="%s")
        self.fields.pop("compartment", None)
        self.initial["zone"] = str(settings.OFFICE.zone)
        self.fields["text"].required = False  # there may be files alone
        for field in self.fields.values():
            field.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}


def written(taken: TakenForm, language: str) -> str:
    """The form as one HTML file in `language`."""
    register = keys.folder().register()
    style, script = _part("fieldform.css"), _part("fieldform.js")
    with override(language):
        told: dict[str, Any] = {  # Any: what a template takes
            "language": language, "form": FieldInterviewForm(taken=taken), "taken": taken.form, "token": taken.token,
            "register": register.register.hex(), "register_name": register.name[language], "recipient": register.recipient,
            "fingerprint": parse_recipient(register.recipient).fingerprint, "limit": LARGEST_BROUGHT,
            "style": mark_safe(style), "script": mark_safe(script),  # noqa: S308  our own files
            "style_digest": _digest(style), "script_digest": _digest(script),
        }  # fmt: skip
        return render_to_string("desk/interviews/field_form.html", told)


@cache
def _part(name: str) -> str:
    text = (_PARTS / name).read_text(encoding="utf-8")
    # Against a bundle that would end its own element and go on as markup.
    assert "</s" not in text.lower()
    return text


def _digest(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()
