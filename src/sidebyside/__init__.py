"""Sidebyside: teachers coach each other as equals."""

import os

# onnxruntime 1.32 gives the device a number, keeps notes of what it does in the home folder and sends them to its
# maker, unless this stands before it is loaded. Every process of ours begins here, confined children too.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
# What reads speech models from a folder could ask their hub for newer ones.
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
