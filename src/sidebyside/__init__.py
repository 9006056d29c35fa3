"""Sidebyside: teachers coach each other as equals."""

import os

# What libraries would tell their makers, and ask them, unless this stands before they are loaded. Every process of ours
# begins here, confined children too.
KEEPS_TO_ITSELF = {
    # onnxruntime 1.32 gives the device a number, keeps notes of what it does in the home folder and sends them.
    "ORT_DISABLE_TELEMETRY": "1",
    # What reads speech models from a folder could ask their hub for newer ones.
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
}
os.environ.update(KEEPS_TO_ITSELF)
