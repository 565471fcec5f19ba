"""DataDesigner's handler, and its rows to Parquet through pandas: python parquet-pandas.py <format> <folder> <output>"""

import sys

import pandas as pd
from datadesigner_rows import load_handler, rows_of
from usage import leave_usage

format_name, folder, output = sys.argv[1:4]
pd.DataFrame(rows_of(load_handler(format_name), folder)).to_parquet(output, compression="zstd")
leave_usage()
