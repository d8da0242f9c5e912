/** A JSON object whose fields are not yet known. */
export type Fields = Record<string, unknown>;

/** The value as an object, or an empty one. Blocks come from the app as it sent them: nothing is certain. */
export function asFields(value: unknown): Fields {
  return isFields(value) ? value : {};
}

/** The value as a list of objects. */
export function asFieldsList(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(asFields) : [];
}

/** The value as a string, or an empty one. */
export function asString(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The value as a list of strings. */
export function asStrings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}

/** The value as a finite number, also from digits in a string. */
export function asNumber(value: unknown): number | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const number = typeof value === 'number' ? value : Number.parseFloat(value);
  return Number.isFinite(number) ? number : undefined;
}

/** The `text` of a text object, or the string itself. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : asString(asFields(value).text);
}

/** Whether the value is an object (and not a list). */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
