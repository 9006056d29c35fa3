import hashlib
import tomllib

import numpy as np
import pytest

from sidebyside.core.listening import segmentation, voiceprint
from sidebyside.core.listening.runtime import MODELS

CARRIED = tomllib.loads((MODELS / "manifest.toml").read_text())["model"]


@pytest.mark.parametrize("carried", CARRIED, ids=lambda one: one["path"])
def test_a_carried_model_is_the_one_of_the_manifest(carried):
    assert hashlib.sha256((MODELS / carried["path"]).read_bytes()).hexdigest() == carried["sha256"]


def test_every_carried_model_is_in_the_manifest_and_its_licences_are_there():
    assert {path.name for path in MODELS.glob("*.onnx")} == {one["path"] for one in CARRIED}
    licences = (MODELS / "LICENCES.txt").read_text()
    assert "Apache License" in licences
    assert "MIT License" in licences


def test_features_have_a_frame_every_ten_milliseconds_and_the_band_of_a_tone_is_loudest():
    tone = np.sin(2 * np.pi * 1000 * np.arange(16_000) / 16_000).astype(np.float32)

    features = voiceprint.features(tone)

    assert features.shape == (98, 80)
    # 1000 Hz is 1000 mel; 80 bands lie between 31.7 and 2840 mel.
    assert abs(int(features[50].argmax()) - round((1000 - 31.7) / (2840 - 31.7) * 81 - 1)) <= 1
    assert voiceprint.features(tone[:399]).shape == (0, 80)


def test_vectors_are_of_length_one_and_alike_for_the_same_sound():
    pieces = np.random.default_rng(0).standard_normal((2, 150, 80)).astype(np.float32)

    vectors = voiceprint.prints(np.stack([pieces[0], pieces[1], pieces[0]]))

    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.allclose(vectors[0], vectors[2], atol=1e-5)


def test_each_voice_of_a_window_is_a_likelihood():
    from sidebyside.core.listening.sound import Held

    sound = Held(np.zeros(48_000, np.float32), 16_000)
    found = segmentation.voices_in(sound, [-40_000, 0])
    assert found.shape == (2, segmentation.FRAMES, segmentation.VOICES)
    assert found.min() >= 0
    assert found.max() <= 1.001
