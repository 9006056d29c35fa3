"""What we carry from others: a bill of materials, and what can be held about it without asking anybody.

    python tools/supply.py sbom [--out FILE]    CycloneDX 1.6, JSON, from the lock files and the vendored files
    python tools/supply.py audit                the rules below; then pip-audit, where it is and where it can reach

Rules that need no network: every line of a lock file is one pinned version with at least one SHA-256; nothing comes by
an address or from another index; one package has one version everywhere; every direct dependency stands in its lock,
inside its range; every licence is one of LICENCES. Whether a hole is *known* only an advisory service can say: where it
was not asked, the last line says so, and never that all is well.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tomllib
import uuid
from collections import defaultdict
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

OURS = "sidebyside"
ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("base", "test", "models", "faces", "speech")
GROUPS = {"base": None, "test": "test", "models": "models", "faces": "faces", "speech": "speech"}
VENDORED = ROOT / "src" / "sidebyside" / "web" / "vendor.toml"
PIN = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)==(?P<version>[^\s;\\]+)(?P<when>\s*;[^\\]*)?")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
# What may be carried: permissive, or weak copyleft in files of its own.
LICENCES = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla Public|LGPL|Lesser General|Unlicense|0BSD|HPND|"
    r"Zlib|CC0|PostgreSQL|BlueOak|Artistic",
    re.I,
)
NOT_CARRIED = re.compile(r"\bAGPL|Affero|(?<!L)(?<!Lesser )\bGPL|SSPL|BUSL|Commons Clause|Proprietary", re.I)
# Their metadata says nothing, or says it in a way that is not read; looked at by hand.
LOOKED_AT: dict[str, str] = {}


@dataclass(frozen=True)
class Part:
    """One pinned package of one lock file."""

    name: str
    version: str
    hashes: tuple[str, ...]
    lock: str


def parts_of(lock: str, text: str) -> tuple[list[Part], list[str]]:
    """The packages of one lock file, and a sentence for each line that breaks a rule."""
    parts, wrong = [], []
    for line in _joined(text):
        pinned = PIN.match(line)
        if line.startswith("-") or "://" in line or " @ " in line:
            wrong.append(f"{lock}: {line.split()[0]!r} takes a package from elsewhere than the index.")
        elif pinned is None:
            wrong.append(f"{lock}: {line.split()[0]!r} is not pinned to one version.")
        else:
            part = Part(canonicalize_name(pinned["name"]), pinned["version"], tuple(HASH.findall(line)), lock)
            parts.append(part)
            if not part.hashes:
                wrong.append(f"{lock}: {part.name} has no hash.")
    return parts, wrong


def _joined(text: str) -> list[str]:
    lines = [line for line in text.replace("\\\n", " ").splitlines() if not line.lstrip().startswith("#")]
    return [line.split(" #")[0].strip() for line in lines if line.strip()]


def read_locks(root: Path = ROOT) -> tuple[list[Part], list[str]]:
    parts, wrong = [], []
    for lock in LOCKS:
        found, said = parts_of(lock, (root / "requirements" / f"{lock}.txt").read_text())
        parts += found
        wrong += said
    return parts, wrong


def disagreements(parts: list[Part]) -> list[str]:
    versions: dict[str, set[str]] = defaultdict(set)
    for part in parts:
        versions[part.name].add(part.version)
    return [
        f"{name} has {len(seen)} versions: {', '.join(sorted(seen))}."
        for name, seen in sorted(versions.items())
        if len(seen) > 1
    ]


def missing(parts: list[Part], project: dict[str, Any]) -> list[str]:
    """Direct dependencies that their lock does not hold, or holds outside their range."""
    wrong = []
    for lock, group in GROUPS.items():
        asked = project["project"]["dependencies"] if group is None else project["dependency-groups"][group]
        held = {part.name: part.version for part in parts if part.lock == lock}
        for line in asked:
            if not isinstance(line, str):
                continue
            wanted = Requirement(line)
            version = held.get(canonicalize_name(wanted.name))
            if version is None:
                wrong.append(f"{lock}: {wanted.name} is asked for and not locked.")
            elif not wanted.specifier.contains(version, prereleases=True):
                wrong.append(f"{lock}: {wanted.name} is locked at {version}, outside {wanted.specifier}.")
    return wrong


def licence_of(name: str) -> str | None:
    """What an installed package says of its licence; None where it is not installed here."""
    try:
        said = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None
    classified = [
        one.split(" :: ")[-1] for one in said.get_all("Classifier", []) if one.startswith("License")
    ]
    # Some put the whole text into the old field: its first line names it.
    old = (said.get("License") or "").strip().splitlines()[:1]
    return (
        said.get("License-Expression")
        or ", ".join(classified)
        or (old[0] if old else "")
        or LOOKED_AT.get(name, "")
    )


def licence_troubles(names: set[str]) -> list[str]:
    wrong = []
    for name in sorted(names):
        licence = licence_of(name)
        if licence is None:
            continue
        if not LICENCES.search(licence) or (
            NOT_CARRIED.search(licence) and not re.search(r"\bOR\b|,", licence)
        ):
            wrong.append(f"{name}: its licence {licence!r} is not one that we carry.")
    return wrong


def sbom(parts: list[Part], vendored: list[dict[str, Any]], version: str) -> dict[str, Any]:
    """CycloneDX 1.6. The same input gives the same document: its serial number is made from what it lists."""
    merged: dict[str, list[Part]] = defaultdict(list)
    for part in parts:
        merged[part.name].append(part)
    components = [_python(name, found) for name, found in sorted(merged.items())]
    components += [_script(one) for one in sorted(vendored, key=lambda one: str(one["name"]))]
    listed = json.dumps(components, sort_keys=True)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, listed)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "sidebyside",
                "name": "sidebyside",
                "version": version,
            }
        },
        "components": components,
        "dependencies": [{"ref": OURS, "dependsOn": [one["bom-ref"] for one in components]}],
    }


def _python(name: str, found: list[Part]) -> dict[str, Any]:
    locks = sorted({part.lock for part in found})
    address = f"pkg:pypi/{name}@{found[0].version}"
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": address,
        "name": name,
        "version": found[0].version,
        "purl": address,
        # What only the suite uses is never on a school's server.
        "scope": "excluded" if locks == ["test"] else "required" if "base" in locks else "optional",
        "properties": [
            {"name": "sidebyside:locks", "value": ",".join(locks)},
            *(
                {"name": "sidebyside:sha256", "value": one}
                for one in sorted({h for part in found for h in part.hashes})
            ),
        ],
    }
    licence = licence_of(name)
    return component | ({"licenses": [{"license": {"name": licence}}]} if licence else {})


def _script(one: dict[str, Any]) -> dict[str, Any]:
    address = f"pkg:npm/{one.get('package', one['name'])}@{one['version']}"
    return {
        "type": "library",
        "bom-ref": address,
        "name": one["name"],
        "version": one["version"],
        "purl": address,
        "hashes": [{"alg": "SHA-256", "content": one["sha256"]}],
        "licenses": [{"license": {"name": one["licence"]}}],
        "scope": "excluded" if str(one["path"]).startswith("tests/") else "required",
    }


def troubles(root: Path = ROOT) -> list[str]:
    parts, wrong = read_locks(root)
    project = tomllib.loads((root / "pyproject.toml").read_text())
    return [
        *wrong,
        *disagreements(parts),
        *missing(parts, project),
        *licence_troubles({part.name for part in parts}),
    ]


NOT_ASKED = (
    "Known holes were NOT looked for: {why}. On a machine with a network: "
    "pipx run pip-audit --disable-pip --require-hashes -r requirements/base.txt"
)


def ask_advisories() -> tuple[int, str]:
    """0 and what was found out, 1 where a known hole was found. Not being able to ask is no failure, and said."""
    program = shutil.which("pip-audit")
    if program is None:
        return 0, NOT_ASKED.format(why="pip-audit is not installed here")
    command = [program, "--disable-pip", "--require-hashes", "--format", "json", "--progress-spinner", "off"]
    for lock in LOCKS:
        command += ["-r", str(ROOT / "requirements" / f"{lock}.txt")]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        found = json.loads(done.stdout)["dependencies"]
    except subprocess.TimeoutExpired:
        return 0, NOT_ASKED.format(why="the advisory service did not answer")
    except (ValueError, KeyError):
        return 0, NOT_ASKED.format(why="the advisory service could not be reached")
    holes = [
        f"{one['name']} {one['version']}: {hole['id']}" for one in found for hole in one.get("vulns", [])
    ]
    return (
        (1, "Known holes:\n" + "\n".join(holes)) if holes else (0, f"No known hole in {len(found)} packages.")
    )


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["sbom", "audit"])
    parser.add_argument("--out", type=Path, help="a file for the bill; else it is printed")
    given = parser.parse_args(arguments)
    if given.what == "sbom":
        project = tomllib.loads((ROOT / "pyproject.toml").read_text())
        vendored = tomllib.loads(VENDORED.read_text())["file"]
        text = json.dumps(sbom(read_locks()[0], vendored, project["project"]["version"]), indent=1) + "\n"
        if given.out is None:
            print(text, end="")
        else:
            given.out.parent.mkdir(parents=True, exist_ok=True)
            given.out.write_text(text)
        return 0
    wrong = troubles()
    code, said = ask_advisories()
    print("\n".join([*wrong, said]))
    return 1 if wrong else code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
