"""Starts the dialogue: `python -m bot.launcher`. Loopback only, telemetry off, mends applied."""

import logging
import os
import sys
import warnings

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")

# Rasa 3.6's dependencies warn about each other at every start, and Rasa switches that on again.
warnings.showwarning = lambda *_, **__: None

from bot import mends
from bot.lexicon import ROOT
from bot.train import model_path


def main() -> None:
    """Serve the current model until ended."""
    model = model_path()
    if not model.exists():
        sys.exit("对话模型还没有训练:请先运行 make setup")
    import jieba
    import rasa.core.run
    from rasa.core.utils import AvailableEndpoints
    from rasa.utils.log_utils import configure_structlog

    logging.basicConfig(level=logging.WARNING)
    # Rasa's own log tells every message and slot at level debug: what people said is in no log.
    configure_structlog(logging.WARNING)
    jieba.setLogLevel(logging.WARNING)
    mends.apply()
    os.chdir(ROOT)
    rasa.core.run.serve_application(
        str(model),
        interface="127.0.0.1",
        port=int(os.environ.get("DIALOGUE_PORT", "5005")),
        credentials=str(ROOT / "credentials.yml"),
        enable_api=True,
        auth_token=os.environ["INTERNAL_SECRET"],
        endpoints=AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml")),
    )


if __name__ == "__main__":
    main()
