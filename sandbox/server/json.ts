/** A JSON object whose keys are not known beforehand. */
export type Json = Record<string, unknown>;

/** Whether a value is a JSON object (and not an array). */
export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as a list; an empty one when it is something else. */
export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value as a string; an empty one when it is something else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The objects of a list, others left out. */
export function recordsOf(value: unknown): Json[] {
  return listOf(value).filter(isRecord);
}

/** A deep copy of plain JSON, so that what is stored cannot be changed from outside. */
export function copyOf<T>(value: T): T {
  return structuredClone(value);
}

/** Characters as Slack counts them: code points, not UTF-16 units. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** The parsed JSON, or undefined when the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
