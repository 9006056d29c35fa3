"""Caddy and nginx as the operator's guide sets them up: their files are taken out of the guide as they stand there."""

import contextlib
import datetime
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

GUIDE = Path(__file__).parents[1] / "docs" / "guides" / "operator.md"
PACKAGES = {"caddy": "caddy", "nginx": "nginx-light"}
START_WITHIN_S = 20.0


def file_in_guide(name: str) -> str:
    """The block of code after the line that ends in the proxy's name and a colon."""
    found = re.search(rf"^.*\b{name}\b[^\n]*:\n+```\n(.*?)```", GUIDE.read_text(), re.S | re.M | re.I)
    assert found is not None, f"the guide shows no file for {name}"
    return found[1]


def program(name: str) -> str:
    """Installed where that is allowed; else its absence is told, and in CI it fails."""
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin")
    in_ci = os.environ.get("CI", "").lower() in {"true", "1", "yes"}
    if not found and in_ci and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-q"], check=False, env=quiet, capture_output=True)
        command = ["apt-get", "install", "-qy", "--no-install-recommends", PACKAGES[name]]
        subprocess.run(command, check=False, env=quiet, capture_output=True)
        found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin")
    if not found:
        (pytest.fail if in_ci else pytest.skip)(f"{name} is not installed: apt install {PACKAGES[name]}")
    return found


@dataclass(frozen=True)
class Certificate:
    """Signed by itself, for localhost."""

    certificate: Path
    key: Path

    def trusted(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.certificate))


def certificate(folder: Path) -> Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = Certificate(folder / "proxy.pem", folder / "proxy.key")
    paths.certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    paths.key.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    return paths


def caddy(folder: Path, listen: int, behind: int, pair: Certificate) -> list[str]:
    file = file_in_guide("caddy")
    for old, new in {
        "coaching.school.uk {": f"https://localhost:{listen} {{\n    tls {pair.certificate} {pair.key}",
        "127.0.0.1:8000": f"127.0.0.1:{behind}",
    }.items():
        assert old in file
        file = file.replace(old, new)
    path = folder / "Caddyfile"
    path.write_text("{\n    admin off\n    auto_https disable_redirects\n}\n" + file)
    return [program("caddy"), "run", "--adapter", "caddyfile", "--config", str(path)]


def nginx(folder: Path, listen: int, behind: int, pair: Certificate, **instead: str) -> list[str]:
    """``instead``: other values for settings of the guide, as somebody might have them."""
    file = file_in_guide("nginx")
    for old, new in {
        "listen 443 ssl": f"listen 127.0.0.1:{listen} ssl",
        "coaching.school.uk": "localhost",
        "/etc/ssl/coaching.pem": str(pair.certificate),
        "/etc/ssl/coaching.key": str(pair.key),
        "127.0.0.1:8000": f"127.0.0.1:{behind}",
    }.items():
        assert old in file
        file = file.replace(old, new)
    for name, value in instead.items():
        file, count = re.subn(rf"{name} [^;]*;", f"{name} {value};", file)
        assert count == 1, name
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "\n".join(f"{kind}_temp_path {folder / kind};" for kind in kinds)
    user = "user root;" if os.geteuid() == 0 else ""
    path = folder / "nginx.conf"
    path.write_text(
        f"{user} daemon off; pid {folder / 'nginx.pid'}; error_log {folder / 'error.log'};\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{temporary}\n{file}\n}}\n"
    )
    return [program("nginx"), "-c", str(path), "-p", str(folder), "-e", str(folder / "error.log")]


@contextlib.contextmanager
def running(command: list[str], folder: Path, listen: int) -> Iterator[None]:
    said = folder / "proxy.txt"
    with said.open("wb") as out:
        kept = os.environ | {
            "XDG_DATA_HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder),
            "HOME": str(folder),
        }
        process = subprocess.Popen(command, stdout=out, stderr=out, cwd=folder, env=kept)
    try:
        until = time.monotonic() + START_WITHIN_S
        while True:
            assert process.poll() is None, said.read_text()
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", listen), timeout=1):
                break
            assert time.monotonic() < until, said.read_text()
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(20)
