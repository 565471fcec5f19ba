"""Writes python-json.jsonl: JSON sources, and what CPython's json makes of them.

    python3 test/row/python-json.py > test/row/python-json.jsonl

One case a line: [source, json.dumps(json.loads(source), sort_keys=True)].
"""

import json
import random
import struct

random.seed(20251122)

NUMBERS = """
0 -0 1 -1 7 42 -42 999999999 1000000000 4294967296 9007199254740993 12345678901234567890
-12345678901234567890 100000000000000000000000000000000000000001
0.0 -0.0 1.0 -1.0 1.50 0.1 0.2 0.30000000000000004 3.141592653589793 100.0 123456.789
1e16 1e15 1e17 9999999999999998.0 9999999999999999.0 10000000000000000.0 1234567890123456.0 12345678901234567.0
1e-4 1e-5 0.0001 0.00001 0.00012345 0.000012345 9.999e-5 0.00009999999999999999
5e-324 4.9e-324 2e-324 1e-400 -1e-400 2.2250738585072014e-308 1.7976931348623157e308 1.7976931348623159e308
1e400 -1e400 1e22 1e21 1e23 9.5e22 1e100 1e-100 -1e-7 1E5 1E+2 1e05 0e0 0E-5 -0e3 123e65 1.0e+28
4.35 0.1e1 100e-2 8.41e21 2.98023223876953125e-8 6.02214076e23 1e5 5e-5
NaN Infinity -Infinity
""".split()

BODIES = [
    "", "a", "/", "\\/", "\\b\\f\\n\\r\\t", "\\\"", "\\\\", "\\u0022\\u005c\\u002f", "\\u0000\\u0001\\u001f", "\x7f", "\\u007f",
    "\\u007F~", "\\u0080", "é", "\\u00E9", "€", "\\u20AC", "\uffff", "\\uFFFE", "\u2028", "😀", "\\ud83d\\ude00", "\\uD83D\\uDE00",
    "\U0010ffff", "\\ud83d", "\\ude00", "\\ude00\\ud83d", "\\ud83dx", "ABC\\u0041", "'", "<>&", " ", "\\\\u0041", "\\u000a",
]

KEYS = [
    "a", "b", "B", "", "_", "é", "\uffff", "\ue000", "😀", "\\ud83d", "\\ude00", "\\ud83d\\ude00", "\\ud83d\\ud83d\\ude00",
    "10", "9", "2", "-1", "aa", "a\\u0000", "a\\u0001", "__proto__", "constructor", "\\ud7ff", "\U00010000", "\U0010ffff", "\x7f", "~", "Z", "z",
]


def text():
    parts = random.choices(BODIES, k=random.choice([1, 2, 3, 6, 20]))
    body = "".join(parts)
    while random.random() < 0.3:
        body += "plain text of some length, "
    return f'"{body}"'


def number():
    if random.random() < 0.5:
        return random.choice(NUMBERS)
    value = struct.unpack("<d", random.randbytes(8))[0]
    return repr(value) if value == value and abs(value) != float("inf") else "1.5"


def value(depth):
    kind = random.random()
    if depth == 0 or kind < 0.55:
        return random.choice([text, text, number, lambda: random.choice(["true", "false", "null"])])()
    space = random.choice(["", " ", "\n  "])
    if kind < 0.75:
        items = [value(depth - 1) for _ in range(random.randrange(4))]
        return "[" + ",".join(space + item for item in items) + "]"
    members = [f'"{key}":{space}{value(depth - 1)}' for key in random.choices(KEYS, k=random.randrange(5))]
    return "{" + ("," + space).join(members) + "}"


def sources():
    yield from NUMBERS
    for body in BODIES:
        yield f'"{body}"'
        yield f'"{body}' + "x" * 33 + f'{body}"'
    yield "{" + ",".join(f'"{key}":{index}' for index, key in enumerate(KEYS)) + "}"
    yield '{"a":1,"b":2,"a":3}'
    yield '{"arguments":{"path":"/tmp/a","n":1.0,"flags":[]}}'
    yield "[" * 60 + "]" * 60
    for _ in range(60):
        keys = random.sample(KEYS, k=random.randrange(2, 9))
        yield "{" + ", ".join(f'"{key}" : {index}' for index, key in enumerate(keys)) + "}"
    for _ in range(120):
        yield number()
    count = 0
    while count < 250:
        source = value(3)
        if len(source) < 400:
            count += 1
            yield source


for source in sources():
    print(json.dumps([source, json.dumps(json.loads(source), sort_keys=True)]))
