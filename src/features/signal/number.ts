/*
 * Numbers as people write them: `1,234`, `1.234,5`, `27,4`, `1 234`, `12k`. The last of two
 * different marks is the decimal one; a single comma with exactly three digits behind it groups
 * thousands; a single dot is always decimal.
 */

/**
 * Reads an unsigned number written in full; undefined for anything else, exponents and other digits
 * included.
 */
export function readNumber(text: string): number | undefined {
  if (!/^\d[\d.,' ’]{0,23}$/.test(text)) return undefined;
  const plain = withDecimalDot(text.replaceAll('’', "'"));
  if (plain === undefined || !/^\d{1,13}(\.\d{1,12})?$/.test(plain)) return undefined;
  return roundValue(Number(plain));
}

/**
 * Writes a number with grouped thousands and a decimal dot, so that `readNumber` reads the same
 * back.
 */
export function writeNumber(value: number): string {
  const [whole = '0', fraction] = fixedText(Math.abs(value)).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const sign = value < 0 ? '-' : '';
  return fraction === undefined ? `${sign}${grouped}` : `${sign}${grouped}.${fraction}`;
}

/**
 * Six decimals: cuts the dust of binary fractions, so that 41 plus a tenth is 45.1 and not
 * 45.10000000000001.
 */
export function roundValue(value: number): number {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e15) return value;
  const rounded = Number(value.toFixed(6));
  return rounded === 0 ? 0 : rounded;
}

/** Rounds for reading: at most two decimals from 1 up, at most three significant digits below. */
export function roundForReading(value: number): number {
  const decimals = Math.abs(value) >= 1 || value === 0 ? 2 : 3;
  const rounded = Number(value.toFixed(decimals));
  return rounded === 0 && value !== 0 ? Number(value.toPrecision(2)) : rounded;
}

function fixedText(value: number): string {
  return String(Number(value.toFixed(6)));
}

function withDecimalDot(text: string): string | undefined {
  const lastDot = text.lastIndexOf('.');
  const lastComma = text.lastIndexOf(',');
  if (lastDot >= 0 && lastComma >= 0) {
    return lastDot > lastComma ? split(text, '.', ",' ") : split(text, ',', ".' ");
  }
  if (lastComma >= 0) {
    if (text.indexOf(',') !== lastComma) return joinGroups(text, ',');
    const isGroup = /^[1-9]\d{0,2},\d{3}$/.test(text);
    return isGroup ? text.replace(',', '') : split(text, ',', "' ");
  }
  if (lastDot >= 0) {
    return text.indexOf('.') !== lastDot ? joinGroups(text, '.') : split(text, '.', "' ");
  }
  return joinGroups(text, "' ");
}

/** Cuts at the decimal mark; what stands before it may be grouped by one of the given marks. */
function split(text: string, mark: string, groupMarks: string): string | undefined {
  const at = text.lastIndexOf(mark);
  const fraction = text.slice(at + 1);
  if (text.indexOf(mark) !== at || !/^\d+$/.test(fraction)) return undefined;
  const whole = joinGroups(text.slice(0, at), groupMarks);
  return whole === undefined ? undefined : `${whole}.${fraction}`;
}

/**
 * Joins `1,234,567`: the first group has one to three digits, each further one three, all parted by
 * one mark.
 */
function joinGroups(text: string, marks: string): string | undefined {
  const mark = [...marks].find((one) => text.includes(one));
  if (mark === undefined) return /^\d+$/.test(text) ? text : undefined;
  const [first = '', ...others] = text.split(mark);
  if (!/^\d{1,3}$/.test(first)) return undefined;
  return others.every((group) => /^\d{3}$/.test(group)) ? first + others.join('') : undefined;
}
