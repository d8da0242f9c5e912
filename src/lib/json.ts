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

const [quote, backslash] = [0x22, 0x5c];
/** `{` and `[`, `}` and `]`: the two of each kind differ in one bit. */
const [opening, closing, sameKind] = [0x5b, 0x5d, 0x20];

/** How deep its brackets go, those inside strings left out. Reads each character once. */
function depthOf(text: string): number {
  let depth = 0;
  let most = 0;
  let isInside = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === quote) isInside = !isInside;
    else if (isInside) index += code === backslash ? 1 : 0;
    else if ((code & ~sameKind) === opening) {
      depth += 1;
      most = Math.max(most, depth);
    } else if ((code & ~sameKind) === closing) depth -= 1;
  }
  return most;
}
