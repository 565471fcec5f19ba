"""DataDesigner's handler of a format over a folder: python datadesigner.py <format> <folder> <output>"""

import time

started = time.perf_counter()

import json
import sys

from datadesigner_rows import load_handler, rows_of
from usage import leave_usage

format_name, folder, output = sys.argv[1:4]
handler = load_handler(format_name)
imported = time.perf_counter()

with open(output, "w", encoding="utf-8") as out:
    for row in rows_of(handler, folder):
        out.write(json.dumps(row) + "\n")
leave_usage(importSeconds=imported - started)
