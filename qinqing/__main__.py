"""`python -m qinqing` is the command `qinqing`."""

import sys

from qinqing.cli import main

sys.exit(main())
