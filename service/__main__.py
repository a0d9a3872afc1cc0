"""Start the service: `python -m service --data-dir DIR --port N`."""

import gc
import sys

gc.disable()  # what is imported stays: a sixth of the start went into looking for garbage in it

from service.server import main  # noqa: E402

gc.freeze()
gc.enable()

sys.exit(main())
