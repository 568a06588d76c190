#!/bin/sh
# Pins what the two environments hold now. A local build label of torch (+cpu) is left out, so that
# every user's own build of the same version fits.
set -eu
cd "$(dirname "$0")/.."
{ echo "# Pinned from requirements/main.in by make lock."
  .venv/bin/python -m pip freeze | sed 's/+cpu$//'; } > requirements.txt
{ echo "# Pinned from requirements/dialogue.in by make lock."
  .venv-dialogue/bin/python -m pip freeze; } > requirements-dialogue.txt
