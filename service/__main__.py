"""Start the service: `python -m service --data-dir DIR --port N`."""

import sys

from service.server import main

sys.exit(main())
