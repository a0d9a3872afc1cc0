"""Start the local server: `python -m local_sheets --port N --data-dir DIR [--today DATE]`."""

import sys

from local_sheets.server import main

sys.exit(main())
