"""The letter as one file, for where the site cannot be reached: words, style, script, list of words, and a policy that allows nothing else.

It loads nothing and sends nothing. What it seals is an envelope like any other (docs/spec/envelope.md), saved as a file, which
`kniha courier FILE` takes in.
"""

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from django.utils.safestring import mark_safe

from kniha.intake.pages import render

_PARTS = Path(__file__).parent / "static/intake"


def written(language: str) -> str:
    """Return the form as one HTML file in `language`."""
    style, script = _part(_PARTS / "letter.css"), _part(_PARTS / "alone.js")
    list_ = _part(Path(str(files("kniha.seal"))) / f"words/{language}.txt")
    allowed = f"script-src '{_digest(script)}'; style-src '{_digest(style)}'; img-src data:"
    policy = f"default-src 'none'; {allowed}; form-action 'none'; base-uri 'none'"
    return render(
        language,
        "intake/alone.html",
        alone=True,
        policy=mark_safe(policy),  # noqa: S308  our own digests, and apostrophes that must stay
        style=mark_safe(style),  # noqa: S308  our own files
        script=mark_safe(script),  # noqa: S308
        list=mark_safe(list_),  # noqa: S308
    )


def _part(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    # Against a part that would end its own element and go on as markup.
    assert "</s" not in text.lower()
    return text


def _digest(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
