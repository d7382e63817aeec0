"""`python -m kniha.cli`: the command line where the script `kniha` is not on the path."""

import sys

from kniha.cli.main import main

sys.exit(main())
