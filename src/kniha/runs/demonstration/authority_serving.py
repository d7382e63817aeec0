"""Two authorities of time on this machine, over HTTP: so that the demonstration's heads bear real time-stamps that are worth nothing.

`python -m kniha.runs.demonstration.authority_serving FOLDER PORT` serves what `lay_out` has laid into FOLDER, the demonstration's, until
it is ended.
"""

import secrets
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_der_x509_certificate

from kniha.conf.authorities import FOLDER
from kniha.ledger.timestamp_chains import read_certificates
from kniha.runs.demonstration.authority import Authority, Signer, appoint, found_root, key_of
from kniha.vocab.ids import RandomBytes

NAMES = ("demonstration-a", "demonstration-b")
HOST = "127.0.0.1"

_SEED = 32
_LARGEST_REQUEST = 4096
_SERIAL = 8


def lay_out(home: Path, port: int, *, at: datetime, random_bytes: RandomBytes) -> None:
    """Make what is missing of the authorities' keys and roots under `home`, and write where they answer from now on."""
    public = home / "keys" / FOLDER
    public.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        seed = _seed_file(home, name)
        if not seed.exists():
            seed.parent.mkdir(mode=0o700, exist_ok=True)
            seed.write_bytes(random_bytes(_SEED))
            root = found_root(f"Kniha {name}, not trusted: root", seed.read_bytes(), at=at)
            (public / f"{name}.pem").write_bytes(load_der_x509_certificate(root.certificate).public_bytes(Encoding.PEM))
        (public / f"{name}.url").write_text(f"http://{HOST}:{port}/{name}\n")


def read_all(home: Path, port: int, *, at: datetime) -> Mapping[str, Authority]:
    """Return the authorities under `home`, by name: each root appoints a signer anew."""
    return {name: _read(home, name, port, at) for name in NAMES}


def server(authorities: Mapping[str, Authority], port: int) -> ThreadingHTTPServer:
    """Return a server at `port`, 0 for any that is free: `POST /<name>` answers a request, `GET /<name>.crl` gives the revocation list."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            authority = authorities.get(self.path.removeprefix("/"))
            length = self.headers.get("Content-Length", "")
            if authority is None or not length.isdigit() or int(length) > _LARGEST_REQUEST:
                self.send_error(404)
                return
            serial = int.from_bytes(secrets.token_bytes(_SERIAL), "big")
            self._say("application/timestamp-reply", authority.answer(self.rfile.read(int(length)), at=datetime.now(UTC), serial=serial))

        def do_GET(self) -> None:
            authority = authorities.get(self.path.removeprefix("/").removesuffix(".crl"))
            if authority is None:
                self.send_error(404)
                return
            self._say("application/pkix-crl", authority.revocation_list(at=datetime.now(UTC)))

        def _say(self, kind: str, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return ThreadingHTTPServer((HOST, port), Handler)


def main() -> None:
    """Serve until ended."""
    home, port = Path(sys.argv[1]), int(sys.argv[2])
    server(read_all(home, port, at=datetime.now(UTC)), port).serve_forever()


def _read(home: Path, name: str, port: int, at: datetime) -> Authority:
    seed = _seed_file(home, name).read_bytes()
    (root,) = read_certificates((home / "keys" / FOLDER / f"{name}.pem").read_bytes())
    return appoint(
        Signer(key_of(seed, "root"), root), f"Kniha {name}, not trusted", seed, at=at, lists_at=f"http://{HOST}:{port}/{name}.crl"
    )


def _seed_file(home: Path, name: str) -> Path:
    return home / "authorities" / f"{name}.seed"


if __name__ == "__main__":
    main()
