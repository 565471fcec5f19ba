"""Writes timestamps.jsonl: strings, and what CPython 3.11 reads in them as timestamps.

    python3.11 test/row/timestamps.py > test/row/timestamps.jsonl

One case a line: [value, [seconds, microseconds]] since 0001-01-01T00:00Z, or [value, null] where
datetime.fromisoformat(value.replace("Z", "+00:00")) raises. Naive ones are taken as UTC.
"""

import json
import random
import sys
from datetime import datetime, timedelta

random.seed(20251122)
assert sys.version_info[:2] == (3, 11), "3.13 reads 24:00, 3.10 nearly nothing"

FIXED = """
2025-11-22T10:20:30Z 2025-11-22T10:20:30.123Z 2025-11-22T10:20:30.123456Z 2025-11-22T10:20:30.123456789Z
2025-11-22T10:20:30+00:00 2025-11-22T10:20:30-05:30 2025-11-22T10:20:30+0530 2025-11-22T10:20:30+05 2025-11-22t10:20:30z
2025-11-22 20251122 2025-11-22T10 2025-11-22T10:20 20251122T102030 20251122T1020 20251122T10 20251122T102030.5 2025-11-22T102030
2025-W47 2025W47 2025-W47-6 2025W476 2025-W47-6T10:20 2025W476T1020 2025W47T10 2025-W47T10:20:30 2020-W53-7 2021-W53-1 2025-W00 2025-W54
0001-W01-1 9999-W52-5 9999-W52-6 2025-W47-0 2025-W47-8 2025-W4 2025W4 2025-W476 2025W47-6 0001-W01 2026-W53-7
2025-11-22T10:20:30,5 2025-11-22T10:20:30.1 2025-11-22T10:20:30.12 2025-11-22T10:20:30.1234567 2025-11-22T10:20:30. 2025-11-22T10:20:30,
2025-11-22T10:20:30+05:30:15 2025-11-22T10:20:30+05:30:15.25 2025-11-22T10:20:30-00:00:00.5 2025-11-22T10:20:30+00:00:01.5 2025-11-22T10:20:30-05:30:15.999999
2025-11-22T10:20:30+23:59:59.999999 2025-11-22T10:20:30+24:00 2025-11-22T10:20:30-24:00 2025-11-22T10:20:30+00:60 2025-11-22T10:20:30+00:99 2025-11-22T10:20:30+23:60
2025-11-22T24:00 2025-11-22T24:00:00Z 2025-11-22T23:59:60 2025-11-22T10:60 2025-11-22T25:00 2025-13-01 2025-00-10 2025-02-29 2024-02-29 1900-02-29 2000-02-29
1700000000000 1763800000000 1712345678901 1710010112345 17100101123456 20251122102030 1763800000 1763800000.123 170001011 1700010112
0000-01-01 0001-01-01 0001-01-01T00:00+23:59 9999-12-31T23:59:59.999999-23:59 10000-01-01 -001-01-01 +2025-11-22
2025-11-22T 2025-11-22TZ 2025-11-22Z 2025-11-22T10:20:30ZZ Z2025-11-22 2025-11-22T10:20:30+ 2025-11-22T10:20:30- 2025-11-22T10:20:30+5 2025-11-22T10:20Z+01:00
2025/11/22 2025-1-2 22-11-2025 2025-11 2025-11-2 2025-112 2025-1122 202511-22 2025-11-22T1:20 2025-11-22T10:2 2025-11-22T10:20:3 2025-11-22T10:20:30.5.5
2025-11-22_10:20:30 2025-11-2210:20:30 2025-11-22-10:20:30 2025-11-22+10:20:30 2025-11-22T10-05:00 2025-11-22T10:20:3030 2025-11-22T10:2030
2025-11-22é10:20:30 2025-11-22€10:20 2025-11-22😀10:20 2025-11-22\u302810:20 20251122é10 2025W476é10 2025W47é10 2025-W47-6é10 2025-W47é10 ２０２５-11-22 2025-11-22T１0:20
2025-11-22T10:20:30é 2025-11-22T10:20:30.5é 2025-11-22T10:20é 2025-11-22T10:20:30+05:30é 2025-11-22éé10:20
2025-11-22T10.5 2025-11-22T10,5 2025-11-22T10:20.5 2025-11-22T1020.5 2025-11-22T1020,25Z 20251122T10.5
2025-11-22T10:20:30.+05:00 2025-11-22T10:20:30.x 2025-11-22T10:20:30.12x 2025-11-22T10:20:30.1234567x 2025-11-22T10:20:30x 2025-11-22T10:20x
abcdefg 1234567 123456 2025W01 2025W99 0 -1 None null NaN now
""".split() + ["", " ", "2025-11-22 10:20:30", "2025-11-22 10:20:30 +0000", " 2025-11-22", "2025-11-22 ", "2025-11-22\n", "2025-11-22T10:20:30 Z",
    "2025-11-22\x0010:20", "2025-11-22T10:20\x00", "2025-11-22T10\x00", "2025-11-22T10:20:30\x00", "2025-11-22T10:20:30.5\x00", "\x00" * 10,
    "2025-11-22T10:20:30+05:30\x00", "Sat, 22 Nov 2025 10:20:30 GMT", "2025-11-22T10:20:30.123 UTC", "2025-11-22 10:20:30.123456-08"]

PIECES = ["2025", "1999", "0001", "9999", "2024", "11", "02", "29", "30", "00", "01", "12", "31", "53", "1", "7", "W", "-", "-", ":", ":", "T", " ", "+", "Z", ".", ",",
    "123", "123456", "1234567", "é", "€", "😀", "\x00", "x", "24", "23:59", "10:20:30", "+05:30", "-00:00:01.5"]


def clock():
    hour, minute, second = random.randrange(25), random.randrange(61), random.randrange(61)
    colon = random.choice([":", ":", ":", ""])
    shown = [f"{part:02}" for part in (hour, minute, second)][: random.choice([1, 2, 3, 3, 3])]
    fraction = random.choice(["", "", ".", ","]) and random.choice(".,") + str(random.randrange(10 ** random.randrange(1, 9)))
    return colon.join(shown) + fraction


def plausible():
    year, month, day, week = random.choice([1, 1970, 2000, 2020, 2024, 2025, 9999]), random.randrange(14), random.randrange(33), random.randrange(55)
    date = random.choice([f"{year:04}-{month:02}-{day:02}"] * 4 + [f"{year:04}{month:02}{day:02}", f"{year:04}-W{week:02}-{day % 9}", f"{year:04}W{week:02}{day % 9}", f"{year:04}-W{week:02}", f"{year:04}W{week:02}"])
    if random.random() < 0.1:
        return date
    zone = random.choice(["", "Z", "+00:00", "-08:00", "+" + clock(), "-" + clock()])
    return date + random.choice("TTTTT t_-5é😀") + clock() + zone


def damaged():
    value = plausible()
    for _ in range(random.randrange(1, 3)):
        at = random.randrange(len(value) + 1)
        value = value[:at] + random.choice(PIECES + [""]) + value[at + random.randrange(3):]
    return value


def read(value):
    try:
        moment = datetime.fromisoformat(value.replace("Z", "+00:00"))
    except ValueError:
        return None
    since = moment.replace(tzinfo=None) - datetime(1, 1, 1) - (moment.utcoffset() or timedelta())
    return [since.days * 86_400 + since.seconds, since.microseconds]


values = FIXED + [plausible() for _ in range(450)] + [damaged() for _ in range(350)]
values += ["".join(random.choices(PIECES, k=random.randrange(2, 9))) for _ in range(100)]
values += [str(random.randrange(10**12, 10**13)) for _ in range(40)]
for value in dict.fromkeys(values):
    print(json.dumps([value, read(value)]))
