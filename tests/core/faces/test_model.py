import hashlib
import json
from typing import Any

import av
import numpy as np

from sidebyside.core.faces.centerface import MODEL, CenterFace, decode, one_each
from tests.core.faces.drawn import Stage, Walk, straight

FOLDER = MODEL.parent


def test_the_model_is_the_one_that_the_manifest_names() -> None:
    manifest = json.loads((FOLDER / "manifest.json").read_text())
    content = (FOLDER / manifest["file"]).read_bytes()
    assert len(content) == manifest["bytes"]
    assert hashlib.sha256(content).hexdigest() == manifest["sha256"]
    licence = (FOLDER / manifest["licence_file"]).read_bytes()
    assert hashlib.sha256(licence).hexdigest() == manifest["licence_sha256"]
    assert manifest["licence"] == "MIT"
    assert b"MIT License" in licence
    assert {path.name for path in FOLDER.iterdir()} == {
        "manifest.json",
        manifest["file"],
        manifest["licence_file"],
    }


def test_drawn_faces_are_found_where_they_are_also_small_ones_in_a_small_picture() -> None:
    people = [Walk(30, 0, straight(60, 60)), Walk(60, 1, straight(200, 90)), Walk(20, 2, straight(150, 40))]
    picture = av.VideoFrame.from_ndarray(Stage(people, (360, 240), 1).at(0), format="rgb24")
    found = CenterFace(MODEL.read_bytes(), 1).boxes(picture)
    assert len(found) >= 3
    for walk in people:
        box: Any = walk.box(0)
        middle = np.array([(box[0] + box[2]) / 720, (box[1] + box[3]) / 480])
        assert ((found[:, :2] < middle) & (middle < found[:, 2:4])).all(axis=1).any()


def test_a_wall_has_no_face() -> None:
    picture = av.VideoFrame.from_ndarray(Stage([], (320, 240), 1).at(0), format="rgb24")
    assert not len(CenterFace(MODEL.read_bytes(), 1).boxes(picture))


def test_one_hot_place_is_one_box_of_its_size() -> None:
    heat = np.zeros((8, 8), np.float32)
    heat[3, 5], heat[3, 4] = 0.9, 0.5
    sizes = np.full((2, 8, 8), np.log(4), np.float32)
    found = decode(heat, sizes, np.zeros((2, 8, 8), np.float32))
    assert found.shape == (1, 5)
    assert np.allclose(found[0], [14, 6, 30, 22, 0.9])


def test_of_boxes_that_overlap_the_better_stays() -> None:
    boxes = np.array([[0, 0, 10, 10, 0.9], [1, 0, 11, 10, 0.8], [20, 0, 30, 10, 0.7]], np.float32)
    assert one_each(boxes) == [0, 2]
