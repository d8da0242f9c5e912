/** Slack's payloads are at most a dozen deep; what is deeper was made to hurt. (reliability.md B-11) */
const deepest = 64;

/**
 * What a text holds as JSON, or undefined when it is none, or nested deeper than 64. Never throws; the shape is for the caller
 * to check.
 */
export function readJson(text: string): unknown {
  if (depthOf(text) > deepest) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const openings = new Set(['{', '[']);
const closings = new Set(['}', ']']);

/** How deep its brackets go, those inside strings left out. Reads each character once. */
function depthOf(text: string): number {
  let depth = 0;
  let most = 0;
  let isInside = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (isInside && character === '\\') index += 1;
    else if (character === '"') isInside = !isInside;
    else if (!isInside && openings.has(character)) depth += 1;
    else if (!isInside && closings.has(character)) depth -= 1;
    most = Math.max(most, depth);
  }
  return most;
}
