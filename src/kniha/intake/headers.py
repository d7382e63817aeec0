"""The headers of every answer, static files included. What means something to a page alone stands on pages alone: a slow line pays."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from kniha.intake.given import intake

_POLICY = "; ".join((
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src data:",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
))  # fmt: skip

_SENSES = ("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone", "payment", "usb")

_HEADERS = {
    # Against injected script: nothing inline, nothing from elsewhere, nothing made from text runs here.
    "Content-Security-Policy": _POLICY,
    # Against the page that the quick exit leads to: it must not learn where the visitor was.
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}

_OF_PAGES = {
    # Against a page that opened this one and would watch it.
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": ", ".join(f"{sense}=()" for sense in _SENSES),
    # Against whoever takes the phone: a browser otherwise looks names up before a link is touched.
    "X-DNS-Prefetch-Control": "off",
}

Answer = Callable[[HttpRequest], HttpResponseBase]


def protect(answer: Answer) -> Answer:
    """Middleware: put the headers on; what is not a static file is never stored by a browser or a proxy."""

    def protected(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        for name, value in (_HEADERS | _OF_PAGES if is_page else _HEADERS).items():
            response.headers[name] = value
        # Against whoever takes the phone: a page with words on it must not lie in the browser's cache.
        response.headers.setdefault("Cache-Control", "no-store")
        # Against whoever looks from outside: when the files were written. The name of each is its digest, and mark enough.
        for name in ("Last-Modified", "ETag"):
            response.headers.pop(name)
        if onion := intake().onion:
            # Tor Browser then offers the way that no exit and no name server sees; the address tells nothing that a visitor typed.
            response.headers["Onion-Location"] = f"http://{onion}{request.path}"
        return response

    return protected
