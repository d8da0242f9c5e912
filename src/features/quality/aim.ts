/* The aim's `now -> target`, and what its sentence says of whom and how much. */
import { formatChange, type Measure, parseMeasure, valueIn } from '../signal/measure.ts';
import { tidyText } from '../signal/plain-text.ts';

/** Where the aim starts and where it wants to be. */
export interface AimTarget {
  from: Measure;
  to: Measure;
}

/**
 * Reads `27% -> 35%`, `6 to 12 per 100`; a bare first number takes the second's unit. Undefined
 * when it is neither.
 */
export function parseTarget(text: string): AimTarget | undefined {
  const tidy = tidyText(text);
  if (tidy.length > 200) return undefined;
  const parts = tidy.split(/ ?(?:-+>|=+>|→|➜| to ) ?/);
  const [left, right] = parts;
  if (parts.length !== 2 || left === undefined || right === undefined) return undefined;
  const from = parseMeasure(left);
  const to = parseMeasure(right);
  if (from === undefined || to === undefined) return undefined;
  return from.unit === 'plain' ? { from: { ...to, value: from.value }, to } : { from, to };
}

/** The target as people read it, `27% → 35%`; what cannot be read stays as typed but for its arrow. Plain text. */
export function sayTarget(text: string): string {
  const target = parseTarget(text);
  const to = target === undefined ? undefined : valueIn(target.to, target.from);
  if (target === undefined || to === undefined) return text.replace(/ ?[-=]+> ?/g, ' → ');
  return formatChange(target.from, to);
}

/** Tells whether the aim wants what is there already. */
export function isTargetAtNow(target: AimTarget): boolean {
  return valueIn(target.to, target.from) === target.from.value;
}
