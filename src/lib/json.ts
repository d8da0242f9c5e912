/** What a text holds as JSON, or undefined when it is none. Never throws; the shape is for the caller to check. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
