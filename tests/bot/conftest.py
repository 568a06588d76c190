"""Fixtures of the Rasa side (Python 3.10): the trained model, loaded once."""

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("INTERNAL_SECRET", "test-secret")


@pytest.fixture(scope="session")
def agent():
    """Rasa's agent on the current model."""
    from rasa.core.agent import Agent

    from bot.train import model_path

    assert model_path().exists(), "对话模型还没有训练：请先运行 make setup"
    return Agent.load(str(model_path()))
