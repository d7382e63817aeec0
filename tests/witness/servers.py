"""A real witness in a process of its own, for tests over HTTP."""

import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from kniha.conf.witness import WitnessFolder
from kniha.witness.state import State


def new_witness(path, *descriptions, name="witness.example/w"):
    """A witness's folder that trusts the registers of `descriptions`; return it with the witness's public keys."""
    folder = WitnessFolder(path)
    signers = folder.make_keys(name, random_bytes=secrets.token_bytes)
    State(folder.state).make()
    for description in descriptions:
        State(folder.state).trust(description)
    return folder, tuple(signer.verifier() for signer in signers)


def free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class _Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, *_):
        pass


@contextmanager
def answering(application, port=0):
    """`application` served by the standard library, in a thread of ours; yields its address."""
    with make_server("127.0.0.1", port, application, _Threaded, _Silent) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def running(folder, port):
    """`kniha witness run`, killed at the end whatever it does then."""
    command = [sys.executable, "-m", "kniha.cli", "witness", "run", str(folder.path), "--port", str(port)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, process_group=0)
    try:
        wait_for(port, process)
        yield process
    finally:
        kill(process)


def kill(process):
    """kill -9 to the server and to the process that it serves from, as by a power cut."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_for(port, process):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, process.stderr.read().decode()
        try:
            post(port, b"")
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the witness does not answer")


def post(port, body, timeout=30.0):
    """(status, body) of the answer to an add-checkpoint request."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)) as connection:
        connection.request("POST", "/add-checkpoint", body)
        response = connection.getresponse()
        return response.status, response.read().decode()


def get(port, path):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode()
