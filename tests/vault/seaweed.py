"""A real store for the vault: SeaweedFS from its wheel, on free ports of this host, in a folder of its own.

The writer's key is that of an office: it may read, write and list in its buckets and change nothing about them. Ending the server is the
test's business; it is killed, since it does not always end when it is asked to.
"""

import json
import shutil
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from hashlib import sha256
from pathlib import Path

import botocore.config
import botocore.exceptions
import botocore.session

from kniha.conf.buckets import parse_where

WEED = Path(sys.executable).parent / "weed"
FOUNDER = ("founder", "founder-secret-of-a-test")
WRITER = ("writer", "writer-secret-of-a-test")
READER = ("reader", "reader-secret-of-a-test")
OPEN, LOCKED, FOR_GOOD, BY_DEFAULT = "open", "locked", "locked-for-good", "locked-by-default"
"""A bucket without lock, two that can lock, and one that locks whatever is written into it. Nothing is removed from the third."""
BUCKETS = (OPEN, LOCKED, FOR_GOOD, BY_DEFAULT)
_MAY_WRITE = ["Read", "Write", "List", "Tagging", "GetObjectRetention", "PutObjectRetention", "GetBucketObjectLockConfiguration"]
_PORTS = ("master.port", "master.port.grpc", "volume.port", "volume.port.grpc", "filer.port", "filer.port.grpc", "s3.port", "s3.port.grpc")


def weed():
    """Return the program, wherever its wheel put it; None where there is none for this machine."""
    return str(WEED) if WEED.exists() else shutil.which("weed")


class Seaweed:
    """The server under `folder`. Started anew it has the same ports and the same files."""

    def __init__(self, folder, *, volumes=80):
        self.folder, self.volumes = folder, volumes
        self.server = None
        self._choose_ports()
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "data").mkdir(exist_ok=True)
        (folder / "s3.json").write_text(json.dumps({"identities": [
            identity(FOUNDER, ["Admin"]),
            identity(WRITER, [f"{action}:{bucket}" for action in _MAY_WRITE for bucket in BUCKETS]),
            identity(READER, [f"{action}:{OPEN}" for action in ("Read", "List")]),
        ]}))  # fmt: skip

    def start(self):
        """Start it; where somebody was quicker to take a port, on others."""
        for _ in range(3):
            self._launch()
            if self._answers():
                return
            self.kill()
            self._choose_ports()
        raise RuntimeError(f"the store does not start: {(self.folder / 'log').read_text()[-2000:]}")

    def _choose_ports(self):
        self.ports = dict(zip(_PORTS, free_ports(len(_PORTS)), strict=True))
        self.endpoint = f"http://127.0.0.1:{self.ports['s3.port']}"

    def _launch(self):
        ports = [f"-{name}={port}" for name, port in self.ports.items()]
        with (self.folder / "log").open("ab") as log:
            self.server = subprocess.Popen(
                [weed(), "server", f"-dir={self.folder / 'data'}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-s3",
                 f"-s3.config={self.folder / 's3.json'}", "-s3.port.iceberg=0", "-s3.port.lance=0", "-s3.iam=false",
                 f"-s3.localSocket={self.folder / 's3.sock'}", f"-filer.localSocket={self.folder / 'filer.sock'}",
                 "-s3.autoCreateBucket=false", f"-volume.max={self.volumes}", "-master.volumeSizeLimitMB=64", "-volume.preStopSeconds=0",
                 *ports],
                cwd=self.folder, stdout=log, stderr=log,
            )  # fmt: skip

    def found(self):
        """Make the buckets."""
        store = self.client(FOUNDER)
        store.create_bucket(Bucket=OPEN)
        for bucket in BUCKETS[1:]:
            store.create_bucket(Bucket=bucket, ObjectLockEnabledForBucket=True)
        rule = {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 400}}
        store.put_object_lock_configuration(Bucket=BY_DEFAULT, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": rule})

    def client(self, keys=WRITER):
        """A client that is not the product's: what a thief or the store's operator would use."""
        options = botocore.config.Config(
            s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}, connect_timeout=2, read_timeout=20
        )
        return botocore.session.get_session().create_client(
            "s3", endpoint_url=self.endpoint, aws_access_key_id=keys[0], aws_secret_access_key=keys[1], region_name="us-east-1",
            config=options,
        )  # fmt: skip

    def where(self, bucket, query="", *, keys=WRITER):
        """What an operator sets to put a vault into `bucket`: the setting, and the file of its keys."""
        return bucket_at(self.endpoint, self.folder, f"{bucket}{query}", keys=keys)

    def kill(self):
        if self.server:
            self.server.kill()
            self.server.wait()
            self.server = None

    def _answers(self):
        store, until = self.client(FOUNDER), time.monotonic() + 60
        while self.server.poll() is None and time.monotonic() < until:
            with suppress(botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError):
                store.list_buckets()
                return True
            time.sleep(0.1)
        return False


def bucket_at(endpoint, folder, bucket, *, keys=WRITER):
    """The place of a vault at any endpoint. The same keys are the same file, so that the product's client is made once."""
    path = folder / f"{keys[0]}-{sha256(keys[1].encode()).hexdigest()[:8]}.json"
    path.write_text(json.dumps({"access_key": keys[0], "secret_key": keys[1]}))
    path.chmod(0o600)
    return parse_where("KNIHA_VAULT", f"{endpoint}/{bucket}", path)


def identity(keys, actions):
    return {"name": keys[0], "credentials": [{"accessKey": keys[0], "secretKey": keys[1]}], "actions": actions}


def free_ports(count):
    """Ports that nobody has now; all are held until the last is known, so that they differ."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
