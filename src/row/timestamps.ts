/**
 * Timestamps to instants. A row's `started_at` and `ended_at` equal DataDesigner's, so what counts as a
 * timestamp is what CPython's `datetime.fromisoformat` (3.11) takes. `parseInstant` follows its C source
 * (Modules/_datetimemodule.c) branch by branch, a zero byte standing for the end of the string.
 */

/** A moment: whole seconds since 0001-01-01T00:00Z, and microseconds on top. */
export interface Instant {
  readonly seconds: number;
  readonly microseconds: number;
}

/** As `parseInstant`, which it spares nearly all timestamps. */
export function readInstant(value: string): Instant | null {
  return parseCommon(value) ?? parseInstant(value);
}

/** The spelling of nearly all timestamps. */
const COMMON = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{6}|\.\d{3})?(?:Z|\+00:00)$/u;

/** Reads the common spelling, several times as fast as `parseInstant`; null for any other. */
function parseCommon(value: string): Instant | null {
  if (!COMMON.test(value)) return null;
  const days = parseDate(value, 10);
  const hours = twoDigits(value, 11);
  const minutes = twoDigits(value, 14);
  const seconds = twoDigits(value, 17);
  if (days === null || hours > 23 || minutes > 59 || seconds > 59) return null;
  let microseconds = 0;
  if (value[19] === ".") {
    microseconds = twoDigits(value, 20) * 10_000 + (value.charCodeAt(22) - 0x30) * 1000;
    if (isDigit(value, 23)) microseconds += twoDigits(value, 23) * 10 + value.charCodeAt(25) - 0x30;
  }
  return { seconds: days * 86_400 + hours * 3600 + minutes * 60 + seconds, microseconds };
}

function twoDigits(text: string, at: number): number {
  return (text.charCodeAt(at) - 0x30) * 10 + text.charCodeAt(at + 1) - 0x30;
}

/** What Python's `datetime.fromisoformat(value.replace("Z", "+00:00"))` reads, or null where it raises. */
export function parseInstant(value: string): Instant | null {
  const replaced = value.replaceAll("Z", "+00:00");
  // CPython works on UTF-8 bytes; for ASCII they are the characters.
  const text = isAscii(replaced) ? replaced : Buffer.from(replaced, "utf8").toString("latin1");
  if (text.length < 7) return null;
  const separator = findSeparator(text);
  const days = parseDate(text, separator);
  if (days === null) return null;
  if (text.length === separator) return { seconds: days * 86_400, microseconds: 0 };
  const time = parseTime(text.slice(separator + characterLength(text, separator)));
  if (time === null) return null;
  const microseconds = time.microseconds - time.offsetMicroseconds;
  const carry = Math.floor(microseconds / 1_000_000);
  return {
    seconds: days * 86_400 + time.seconds - time.offsetSeconds + carry,
    microseconds: microseconds - carry * 1_000_000,
  };
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0x7f) return false;
  return true;
}

/** The length in bytes of the character that parts date and time: any one will do. */
function characterLength(text: string, at: number): number {
  const lead = text.charCodeAt(at);
  if (lead < 0x80) return 1;
  if ((lead & 0xf0) === 0xe0) return 3;
  return (lead & 0xf0) === 0xf0 ? 4 : 2;
}

/** `_find_isoformat_datetime_separator` */
function findSeparator(text: string): number {
  if (text.length === 7) return 7;
  if (text[4] === "-") {
    if (text[5] !== "W") return 10;
    if (text.length > 8 && text[8] === "-") {
      if (text.length === 9) return 0;
      return text.length > 10 && isDigit(text, 10) ? 8 : 10;
    }
    return 8;
  }
  if (text[4] !== "W") return 8;
  let index = 7;
  while (index < text.length && isDigit(text, index)) index++;
  if (index < 9) return index;
  return index % 2 === 0 ? 7 : 8;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}

/** `parse_digits`: exactly `count` digits, or null. */
function digits(text: string, at: number, count: number): number | null {
  let value = 0;
  for (let index = at; index < at + count; index++) {
    if (!isDigit(text, index)) return null;
    value = value * 10 + text.charCodeAt(index) - 0x30;
  }
  return value;
}

/** `parse_isoformat_date`: days since 0001-01-01, or null. */
function parseDate(text: string, length: number): number | null {
  const year = digits(text, 0, 4);
  if (year === null || year < 1) return null;
  const dashed = text[4] === "-";
  let at = dashed ? 5 : 4;
  if (text[at] === "W") return parseWeekDate(text, length, year, at + 1, dashed);
  const month = digits(text, at, 2);
  if (month === null) return null;
  at += 2;
  if (dashed && text[at++] !== "-") return null;
  const day = digits(text, at, 2);
  if (day === null || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  return daysBefore(year, month) + day - 1;
}

function parseWeekDate(text: string, length: number, year: number, start: number, dashed: boolean): number | null {
  const week = digits(text, start, 2);
  if (week === null) return null;
  let at = start + 2;
  let weekday: number | null = 1;
  if (length > at) {
    if (dashed && text[at++] !== "-") return null;
    weekday = digits(text, at, 1);
  }
  if (weekday === null || weekday < 1 || weekday > 7) return null;
  const newYear = daysBefore(year, 1);
  const newYearWeekday = newYear % 7; // 0001-01-01 is a Monday
  const longYear = newYearWeekday === 3 || (newYearWeekday === 2 && isLeap(year));
  if (week < 1 || week > (longYear ? 53 : 52)) return null;
  const firstMonday = newYear - newYearWeekday + (newYearWeekday > 3 ? 7 : 0);
  const day = firstMonday + (week - 1) * 7 + weekday - 1;
  return day < 0 || day >= daysBefore(10_000, 1) ? null : day;
}

interface ParsedTime {
  readonly seconds: number;
  readonly microseconds: number;
  readonly offsetSeconds: number;
  readonly offsetMicroseconds: number;
}

/** `parse_isoformat_time` */
function parseTime(text: string): ParsedTime | null {
  const sign = text.search(/[+-]/u);
  const clock = parseClock(text, sign < 0 ? text.length : sign);
  if (clock === null || clock.hours > 23 || clock.minutes > 59 || clock.seconds > 59) return null;
  const time = {
    seconds: clock.hours * 3600 + clock.minutes * 60 + clock.seconds,
    microseconds: clock.microseconds,
  };
  if (sign < 0) return clock.more ? null : { ...time, offsetSeconds: 0, offsetMicroseconds: 0 };
  const zone = text.slice(sign + 1);
  const offset = parseClock(zone, zone.length);
  if (offset === null || offset.more) return null;
  const factor = text[sign] === "-" ? -1 : 1;
  const offsetSeconds = offset.hours * 3600 + offset.minutes * 60 + offset.seconds;
  if (offsetSeconds >= 86_400) return null;
  // An offset of zero seconds is UTC, whatever its microseconds (tzinfo_from_isoformat_results).
  const offsetMicroseconds = offsetSeconds === 0 ? 0 : factor * offset.microseconds;
  return { ...time, offsetSeconds: factor * offsetSeconds, offsetMicroseconds };
}

interface Clock {
  hours: number;
  minutes: number;
  seconds: number;
  microseconds: number;
  /** The text goes on behind what was read. */
  more: boolean;
}

/** `parse_hh_mm_ss_ff`: `HH[:?MM[:?SS]]` and a fraction, up to `end`; null where it fails. */
function parseClock(text: string, end: number): Clock | null {
  const parts = [0, 0, 0];
  let at = 0;
  let colons = true;
  for (let part = 0; part < 3; part++) {
    const value = digits(text, at, 2);
    if (value === null) return null;
    parts[part] = value;
    at += 2;
    const next = text[at++];
    if (part === 0) colons = next === ":";
    if (at >= end) return clockOf(parts, 0, goesOn(next));
    if (colons && next === ":") continue;
    if (next === "." || next === ",") break;
    if (colons) return null;
    at--;
  }
  const length = Math.min(6, end - at);
  const fraction = digits(text, at, length);
  if (fraction === null) return null;
  at += length;
  while (isDigit(text, at)) at++;
  return clockOf(parts, fraction * 10 ** (6 - length), goesOn(text[at]));
}

/** In C a zero byte is the end of the string. */
function goesOn(next: string | undefined): boolean {
  return next !== undefined && next !== "\0";
}

function clockOf(parts: readonly number[], microseconds: number, more: boolean): Clock {
  const [hours = 0, minutes = 0, seconds = 0] = parts;
  return { hours, minutes, seconds, microseconds, more };
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

const MONTH_STARTS = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];

function daysInMonth(year: number, month: number): number {
  const length = (MONTH_STARTS[month] ?? 0) - (MONTH_STARTS[month - 1] ?? 0);
  return month === 2 && isLeap(year) ? length + 1 : length;
}

/** Days from 0001-01-01 to the first of a month. */
function daysBefore(year: number, month: number): number {
  const past = year - 1;
  const leapDays = Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400);
  return past * 365 + leapDays + (MONTH_STARTS[month - 1] ?? 0) + (month > 2 && isLeap(year) ? 1 : 0);
}
