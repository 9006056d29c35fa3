"""What we carry of others' work is what the manifest says, with its licence beside it."""

import hashlib
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
MANIFEST = ROOT / "src/sidebyside/web/vendor.toml"
FILES: list[dict[str, Any]] = tomllib.loads(MANIFEST.read_text())["file"]
ALLOWED = {"MIT", "0BSD", "MPL-2.0"}
LICENCE_WORDS = {
    "MIT": "Permission is hereby granted, free of charge",
    "0BSD": "Zero-Clause BSD",
    "MPL-2.0": "Mozilla Public License",
}
FOLDERS = ["src/sidebyside/web/static/web/vendor", "tests/vendor"]


def sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file["name"])
def test_a_vendored_file_is_byte_for_byte_what_its_package_published(file: dict[str, Any]) -> None:
    body = (ROOT / file["path"]).read_bytes()
    assert sha256(body) == file["sha256"]
    if "left_out" in file:
        assert sha256(body + file["left_out"].encode()) == file["source_sha256"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file["name"])
def test_a_vendored_file_has_a_licence_we_may_use_and_its_text_beside_it(file: dict[str, Any]) -> None:
    text = (ROOT / file["licence_path"]).read_bytes()
    assert file["licence"] in ALLOWED
    assert LICENCE_WORDS[file["licence"]] in text.decode()
    assert sha256(text) == file["licence_sha256"]
    assert Path(file["licence_path"]).parent == Path(file["path"]).parent


@pytest.mark.parametrize("file", FILES, ids=lambda file: file["name"])
def test_a_vendored_file_is_of_the_version_that_the_manifest_names(file: dict[str, Any]) -> None:
    body = (ROOT / file["path"]).read_text()
    # tus carries no version of its own inside; the hash of the published file stands for it.
    assert file["version"] in body or file["name"] == "tus-js-client"


def test_nothing_is_vendored_that_the_manifest_does_not_name() -> None:
    found = {str(path.relative_to(ROOT)) for folder in FOLDERS for path in (ROOT / folder).glob("*.js")}
    assert found == {file["path"] for file in FILES}


def test_no_vendored_file_asks_for_a_source_map_that_is_not_there() -> None:
    for file in FILES:
        assert "//# sourceMappingURL=" not in (ROOT / file["path"]).read_text()
