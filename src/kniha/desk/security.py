"""The headers of every answer of the desk, static files included."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

_POLICY = "; ".join((
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",  # data: for the QR code of a second factor
    "media-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
))  # fmt: skip

_HEADERS = {
    # Against script in a statement or a file name: nothing inline and nothing from elsewhere runs here.
    "Content-Security-Policy": _POLICY,
    # Against whoever runs the page that a link leads to: it must not learn what was read here.
    # Not no-referrer: a browser would then send forms with an Origin of null, which the check against forged forms refuses.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Against a file that says it is a picture and is a page.
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-DNS-Prefetch-Control": "off",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}

Answer = Callable[[HttpRequest], HttpResponseBase]


def protect(answer: Answer) -> Answer:
    """Middleware: put the headers on. A view may have set a stricter one; what is not a static file is stored nowhere."""

    def protected(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        # Against whoever sits down at this machine next: a page with content must not lie in the browser's cache.
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return protected
