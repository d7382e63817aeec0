"""Forms of a copy in which faces and plates are covered: boxes by numbers, one line each, as people write moments and percents."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kniha.book.evidence.masking import MaskDraft
from kniha.book.evidence.models import MaskedCopy
from kniha.desk.choices import from_list
from kniha.desk.exhibits.note_forms import MomentField, PartField
from kniha.vocab.errors import MalformedError

END = "end"
_SIDES = ("left", "top", "width", "height")


class BoxForm(forms.Form):
    """One box on a film. With a script it is drawn, without it its numbers are typed."""

    mask = forms.IntegerField(label=_("Which face or plate"), min_value=1, max_value=99, initial=1, help_text=_("A number of your own."))
    start = MomentField(label=_("From"), help_text=_("From the beginning of the file: 0:02:03.250."))
    left = PartField(label=_("From the left, %"))
    top = PartField(label=_("From the top, %"))
    width = PartField(label=_("Width, %"))
    height = PartField(label=_("Height, %"))
    end = MomentField(label=_("Covered until"), required=False)

    def clean(self) -> dict[str, Any]:  # Any: what a form holds
        """A box is told whole; one that ends a mask may be left out."""
        told = super().clean() or {}
        given = [name for name in _SIDES if told.get(name) is not None]
        if len(given) < len(_SIDES) and (given or told.get("end") is None):
            raise forms.ValidationError(_("A box is told by four numbers."))
        return told

    def lines(self) -> str:
        """The box, and the end where one is told, as lines for the list."""
        told = self.cleaned_data
        lines = []
        if told.get("left") is not None:
            moment = [clock(told["start"])] if "start" in told else []
            lines.append(" ".join([str(told["mask"]), *moment, *(f"{told[name].normalize():f}" for name in _SIDES)]))
        if told.get("end") is not None:
            lines.append(f"{told['mask']} {clock(told['end'])} {END}")
        return "\n".join(lines)


class PictureBoxForm(BoxForm):
    """One box on a picture: it has no moments."""

    start = end = None  # type: ignore[assignment]  # Django's own way to leave a field of the parent out


class CopyForm(forms.Form):
    """All boxes, how they move, and what the copy is for."""

    lines = forms.CharField(label=_("Boxes of the copy"), max_length=6000, widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}))
    way = forms.ChoiceField(label=_("How boxes move"), choices=from_list("mask-ways"))
    is_silent = forms.BooleanField(label=_("Leave the sound out: voices too are known"), required=False)
    why = forms.CharField(label=_("What the copy is for"), min_length=4, max_length=300)

    has_moments = True

    def draft(self) -> MaskDraft:
        """The copy, not yet entered; MalformedError for a line of another form."""
        told = self.cleaned_data
        plan = "\n".join(self._planned(line.split()) for line in told["lines"].splitlines() if line.strip())
        return MaskDraft(plan, told["why"], told.get("way") or "between", bool(told.get("is_silent")))

    def _planned(self, words: list[str]) -> str:
        if self.has_moments and len(words) == 3 and words[2] == END:
            return f"{words[0]} {_ms(words[1])} {END}"
        if len(words) != (6 if self.has_moments else 5):
            raise MalformedError(_LINE)
        at_ms = _ms(words[1]) if self.has_moments else 0
        return " ".join([words[0], str(at_ms), *(str(_parts(word)) for word in words[-4:])])


class PictureCopyForm(CopyForm):
    """All boxes of a picture: they do not move, and it has no sound."""

    way = is_silent = None  # type: ignore[assignment]  # as above
    has_moments = False


FORMS: dict[str, tuple[type[BoxForm], type[CopyForm]]] = {"image": (PictureBoxForm, PictureCopyForm), "video": (BoxForm, CopyForm)}
"""By the first part of a file's type."""
_LINE = "a line has a number, a moment, and four numbers of a box or the word end"


class DiscardForm(forms.Form):
    """Why a copy is not kept."""

    reason = forms.CharField(label=_("Why it is not kept"), min_length=4, max_length=300)


def lines_of(copy: MaskedCopy) -> str:
    """What was drawn, as people write it."""
    is_film, lines = copy.exhibit.media_type.startswith("video/"), []
    for words in (line.split() for line in copy.plan.splitlines()):
        moment = [clock(int(words[1]))] if is_film else []
        sides = words[2:] if words[2] == END else [f"{(Decimal(part) / 100).normalize():f}" for part in words[2:]]
        lines.append(" ".join([words[0], *moment, *sides]))
    return "\n".join(lines)


def clock(at_ms: int) -> str:
    """Hours, minutes, seconds, thousandths."""
    return f"{at_ms // 3_600_000}:{at_ms // 60_000 % 60:02}:{at_ms // 1000 % 60:02}.{at_ms % 1000:03}"


def _ms(word: str) -> int:
    try:
        found = MomentField().clean(word)
    except forms.ValidationError as error:
        raise MalformedError(_LINE) from error
    return found or 0


def _parts(word: str) -> int:
    """Percents as parts of 10,000; no sign, no exponent, nothing that is no number."""
    try:
        number = Decimal(word.replace(",", ".")) if len(word) <= 8 and not set(word) - set("0123456789.,") else None
    except InvalidOperation:
        number = None
    if number is None:
        raise MalformedError(_LINE)
    return int(number * 100)
