"""Somebody between us and a real store who does harm on purpose: passes each request on, and spoils what `harm` names."""

import http.client
import io
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

from tests.vault.seaweed import bucket_at


class BadStore:
    """Listens on a port of its own before `endpoint`."""

    def __init__(self, endpoint, folder, founder=None):
        self.founder = founder
        self.behind, self.folder, self.harm, self.only, self.asked = urlsplit(endpoint), folder, "", "", []
        self.server = _Server(("127.0.0.1", 0), type("Between", (_Between,), {"store": self}))
        self.released = threading.Event()
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def where(self, bucket):
        return bucket_at(f"http://127.0.0.1:{self.server.server_port}", self.folder, bucket)

    def close(self):
        self.released.set()
        self.server.shutdown()
        self.server.server_close()


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_):
        """Say nothing of clients that went away."""


class _Between(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    store: BadStore

    def do_GET(self):
        self.store.asked.append((self.command, self.path, self.headers.get("Authorization", "")))
        sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        harm = self.store.harm if self.store.only in self.path else ""
        match harm:
            case "loses an answer" if self.command == "PUT":
                self.store.harm, self.wfile = "", io.BytesIO()
                self._pass_on(sent)
                self.close_connection = True
            case "copies otherwise" if self.command == "PUT" and "x-amz-copy-source" in {name.lower() for name in self.headers}:
                self._pass_on(sent, b"other")
            case "breaks off in mid-write" if self.command == "PUT":
                self.close_connection = True
            case "is full" if self.command in {"PUT", "POST"}:
                self._answer(507, b"<Error><Code>InsufficientStorage</Code><Message>no room for writer-secret</Message></Error>")
            case "sends elsewhere":
                self._answer(307, b"", ("Location", "http://127.0.0.1:9/elsewhere"))
            case "answers nonsense":
                self._answer(500, b"<html>writer-secret-of-a-test " + b"x" * 5000)
            case "is slow":
                self.store.released.wait(20)
                self.close_connection = True
            case _:
                self._pass_on(sent)

    def __getattr__(self, name):
        """Whatever the method, it is the same."""
        if name.startswith("do_"):
            return self.do_GET
        raise AttributeError(name)

    def _pass_on(self, sent, instead=None):
        """Ask the store behind; where something is written instead, the answer is that to what was asked for."""
        if instead is not None:
            store, bucket = self.store.founder, self.path.split("/")[1]
            tag = store.put_object(Bucket=bucket, Key=unquote(self.path.split("/", 2)[2]), Body=instead)["ETag"]
            self._answer(200, f"<CopyObjectResult><ETag>{tag}</ETag></CopyObjectResult>".encode(), ("Content-Type", "application/xml"))
            return
        behind = http.client.HTTPConnection(self.store.behind.hostname, self.store.behind.port, timeout=20)
        behind.request(self.command, self.path, body=sent or None, headers=dict(self.headers))
        answer = behind.getresponse()
        body = answer.read()
        behind.close()
        is_file = self.command == "GET" and answer.status in {200, 206} and "?" not in self.path
        self._answer(
            answer.status, self._spoiled(body) if is_file else body, *answer.getheaders(), cut=is_file and self.store.harm == "cuts off"
        )

    def _spoiled(self, body):
        match self.store.harm:
            case "gives other bytes":
                return bytes([body[0] ^ 1]) + body[1:]
            case "gives fewer bytes":
                return body[:-1]
            case "gives more bytes":
                return body + b"more" * 1_000_000
            case "gives nothing":
                return b""
            case _:
                return body

    def _answer(self, status, body, *headers, cut=False):
        """The length that is told is the true one, unless the answer is cut off; to HEAD, which has no body, the store's."""
        told = {name.lower(): value for name, value in headers}
        length = told.get("content-length", "0") if self.command == "HEAD" else str(len(body))
        self.send_response_only(status)
        for name, value in {**told, "content-length": length}.items():
            if name not in {"connection", "transfer-encoding"}:
                self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body[: len(body) // 2] if cut else body)
        self.close_connection = cut

    def log_message(self, *_):
        pass
