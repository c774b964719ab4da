"""A program that is handing a document to a printer, to be killed there.

python printing_child.py PROFILE KEY WORK_NO: prints everything that waits in that profile.
"""

from __future__ import annotations

import sys
from pathlib import Path

from desk_rig import open_workplace

from counter_app.ui.print_queue import PrintQueue


def main() -> None:
    root, key, work_no = sys.argv[1:4]
    rig = open_workplace(Path(root), bytes.fromhex(key), work_no)
    print("begins", flush=True)
    PrintQueue(rig.desk, rig.workplace.settings).work_off()
    print("done", flush=True)


if __name__ == "__main__":
    main()
