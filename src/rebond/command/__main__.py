"""`python -m rebond.command`: the same as the `rebond` command, where it is not installed."""

import sys

from rebond.command.cli import main

sys.exit(main())
