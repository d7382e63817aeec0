"""The code of a thing's label for a scanner: the number that stands beside it, and nothing else."""

from allauth.mfa.adapter import get_adapter
from django.utils.safestring import SafeString, mark_safe


def code_of(label: str) -> SafeString:
    """The label as a QR code, an SVG drawing that stands in the page. Drawn by what draws the codes of second factors."""
    drawing: str = get_adapter().build_totp_svg(label)
    return mark_safe(drawing)  # noqa: S308  drawn from a number of ours
