/** What the specification leaves open (the i_ families), and what we choose. */
import { bytes, type AcceptedCase, type RejectedCase } from "./case.ts";

/** An escaped surrogate without a partner becomes U+FFFD, and is noted. */
export const LONE_SURROGATES: readonly AcceptedCase[] = [
  ["surrogates: in a key", '{"\\uDFAA":0}', '{"\ufffd":0}'],
  ["surrogates: a first without a second", '["\\uDADA"]', '["\ufffd"]'],
  ["surrogates: a second that is none", '["\\uD888\\u1234"]', '["\ufffd\u1234"]'],
  ["surrogates: first and newline", '["\\uD800\\n"]', '["\ufffd\\n"]'],
  ["surrogates: a valid pair behind a lone first", '["\\uD800\\uD83D\\uDE00"]', '["\ufffd😀"]'],
  ["surrogates: a first and letters", '["\\uDd1ea"]', '["\ufffda"]'],
  ["surrogates: two firsts", '["\\uD800\\uD800\\n"]', '["\ufffd\ufffd\\n"]'],
  ["surrogates: a lone first at the end", '["\\ud800"]', '["\ufffd"]'],
  ["surrogates: a first and abc", '["\\ud800abc"]', '["\ufffdabc"]'],
  ["surrogates: the pair inverted", '["\\uDd1e\\uD834"]', '["\ufffd\ufffd"]'],
  ["surrogates: a lone second", '["\\uDFAA"]', '["\ufffd"]'],
  ["surrogates: a first and an escaped backslash", '["\\uD800\\\\uDC00"]', '["\ufffd\\\\uDC00"]'],
  ["surrogates: in a long text", `["${"x".repeat(40)}\\udc00"]`, `["${"x".repeat(40)}\ufffd"]`],
];

/** Python's writer emits them; they are noted and become null, because JSON has no such numbers. */
export const NON_FINITE: readonly AcceptedCase[] = [
  ["non-finite: NaN", "[NaN]", "[null]"],
  ["non-finite: Infinity", "[Infinity]", "[null]"],
  ["non-finite: minus Infinity", "[-Infinity]", "[null]"],
  ["non-finite: alone", "NaN", "null"],
  ["non-finite: in an object", '{"a": NaN, "b": -Infinity}', '{"a":null,"b":null}'],
];

/** Numbers beyond a double pass with their spelling. */
export const HUGE_NUMBERS: readonly AcceptedCase[] = [
  [
    "huge: exponent of 400",
    "[0.4e00669999999999999999999999999999999999999999999999999999999999999969999999006]",
    "[0.4e00669999999999999999999999999999999999999999999999999999999999999969999999006]",
  ],
  ["huge: negative integer", "[-123123123123123123123123123123]", "[-123123123123123123123123123123]"],
  ["huge: positive integer", "[100000000000000000000]", "[100000000000000000000]"],
  ["huge: real, positive overflow", "[123123e100000]", "[123123e100000]"],
  ["huge: real, negative overflow", "[-123123e100000]", "[-123123e100000]"],
  ["huge: real, underflow", "[123e-10000000]", "[123e-10000000]"],
  ["huge: minus overflow", "[-1e+9999]", "[-1e+9999]"],
  ["huge: plus overflow", "[1.5e+9999]", "[1.5e+9999]"],
  ["huge: a thousand digits", `[${"1234567890".repeat(100)}]`, `[${"1234567890".repeat(100)}]`],
];

/** A byte order mark before the document is passed over, and noted. */
export const BYTE_ORDER_MARKS: readonly AcceptedCase[] = [
  ["BOM: before an empty object", bytes(0xef, 0xbb, 0xbf, "{}"), "{}"],
  ["BOM: before white space", bytes(0xef, 0xbb, 0xbf, " \n1"), "1"],
];

/** Not UTF-8: refused, with the offset of the first byte that belongs to no well-formed sequence. */
export const NOT_UTF8: readonly RejectedCase[] = [
  ["UTF-8: a lone 0xff", bytes('["', 0xff, '"]'), "json-utf8", 2],
  ["UTF-8: a lone 0xfe", bytes('["', 0xfe, '"]'), "json-utf8", 2],
  ["UTF-8: ISO latin 1", bytes('["', 0xe9, '"]'), "json-utf8", 2],
  ["UTF-8: a lone continuation", bytes('["', 0x81, '"]'), "json-utf8", 2],
  ["UTF-8: four continuations", bytes('["', 0x80, 0x81, 0x82, 0x83, '"]'), "json-utf8", 2],
  ["UTF-8: valid characters before", bytes('["日', 0xd1, '"]'), "json-utf8", 5],
  ["UTF-8: invalid sequence", bytes('["', 0xff, 0xdb, 0xdf, '"]'), "json-utf8", 2],
  ["UTF-8: encoded surrogate U+D800", bytes('["', 0xed, 0xa0, 0x80, '"]'), "json-utf8", 2],
  ["UTF-8: encoded surrogate U+DFFF", bytes('["', 0xed, 0xbf, 0xbf, '"]'), "json-utf8", 2],
  ["UTF-8: beyond U+10FFFF", bytes('["', 0xf4, 0x90, 0x80, 0x80, '"]'), "json-utf8", 2],
  ["UTF-8: lead byte 0xf5", bytes('["', 0xf5, 0x80, 0x80, 0x80, '"]'), "json-utf8", 2],
  ["UTF-8: five-byte lead", bytes('["', 0xf8, 0x88, 0x80, 0x80, 0x80, '"]'), "json-utf8", 2],
  ["UTF-8: six-byte overlong NUL", bytes('["', 0xfc, 0x80, 0x80, 0x80, 0x80, 0x80, '"]'), "json-utf8", 2],
  ["UTF-8: overlong slash, two bytes", bytes('["', 0xc0, 0xaf, '"]'), "json-utf8", 2],
  ["UTF-8: overlong, 0xc1", bytes('["', 0xc1, 0xbf, '"]'), "json-utf8", 2],
  ["UTF-8: overlong, three bytes", bytes('["', 0xe0, 0x80, 0xaf, '"]'), "json-utf8", 2],
  ["UTF-8: overlong U+07FF", bytes('["', 0xe0, 0x9f, 0xbf, '"]'), "json-utf8", 2],
  ["UTF-8: overlong, four bytes", bytes('["', 0xf0, 0x80, 0x80, 0xaf, '"]'), "json-utf8", 2],
  ["UTF-8: overlong U+FFFF", bytes('["', 0xf0, 0x8f, 0xbf, 0xbf, '"]'), "json-utf8", 2],
  ["UTF-8: two bytes cut by the quote", bytes('["', 0xc3, '"]'), "json-utf8", 2],
  ["UTF-8: three bytes cut by the quote", bytes('["', 0xe2, 0x82, '"]'), "json-utf8", 2],
  ["UTF-8: four bytes cut by the quote", bytes('["', 0xf0, 0x9f, 0x98, '"]'), "json-utf8", 2],
  ["UTF-8: cut by the end of the file", bytes('["é', 0xe2, 0x82), "json-utf8", 4],
  ["UTF-8: outside of a string", bytes("[1]", 0xe5), "json-utf8", 3],
  ["UTF-8: in a key", bytes('{"', 0xb9, '":"0"}'), "json-utf8", 2],
  ["UTF-8: in a number", bytes("[123", 0xe5, "]"), "json-utf8", 4],
  ["UTF-8: in an exponent", bytes("[1e1", 0xe5, "]"), "json-utf8", 4],
  ["UTF-8: in an escape", bytes('["\\u', 0xe5, '"]'), "json-utf8", 4],
  ["UTF-8: checked before the grammar", bytes("[1,}", 0xff), "json-utf8", 4],
  ["UTF-8: behind 40 good bytes", bytes('["', "x".repeat(40), 0xc3, 0x28, '"]'), "json-utf8", 42],
  ["UTF-16: little endian with BOM", bytes(0xff, 0xfe, '[\0"\0é\0"\0]\0'), "json-utf8", 0],
  ["UTF-16: big endian with BOM", bytes(0xfe, 0xff, "\0[\0]"), "json-utf8", 0],
  ["UTF-16: little endian without BOM", '[\0"\0]\0', "json-syntax", 1],
  ["UTF-16: big endian without BOM", "\0[\0]", "json-syntax", 0],
];

/** Nested deeper than 1,024 levels: refused at the container that is one too many. */
export const TOO_DEEP: readonly RejectedCase[] = [
  ["depth: 1,025 arrays", "[".repeat(1025) + "]".repeat(1025), "json-too-deep", 1024],
  ["depth: 100,000 open arrays", "[".repeat(100_000), "json-too-deep", 1024],
  ["depth: open array objects", '[{"":'.repeat(50_000), "json-too-deep", 512 * 5],
  ["depth: open objects", '{"a":'.repeat(2000), "json-too-deep", 1024 * 5],
];

export const DEEP_ENOUGH: readonly AcceptedCase[] = [
  ["depth: 1,024 arrays", "[".repeat(1024) + "]".repeat(1024), "[".repeat(1024) + "]".repeat(1024)],
  [
    "depth: 1,024 objects",
    `${'{"a":'.repeat(1023)}{}${"}".repeat(1023)}`,
    `${'{"a":'.repeat(1023)}{}${"}".repeat(1023)}`,
  ],
  ["depth: the levels of siblings do not add up", `[${"[[]],".repeat(2000)}0]`, `[${"[[]],".repeat(2000)}0]`],
];
