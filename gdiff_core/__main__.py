"""`python -m gdiff_core`."""

import sys

from gdiff_core.cli import main

sys.exit(main())
