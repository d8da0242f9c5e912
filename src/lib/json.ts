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

/** How deep its brackets go, those inside strings left out. Most of what Slack sends is strings, which are passed over in one go. */
function depthOf(text: string): number {
  let depth = 0;
  let most = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === quote) index = endOfString(text, index);
    else if ((code & ~sameKind) === opening) {
      depth += 1;
      most = Math.max(most, depth);
    } else if ((code & ~sameKind) === closing) depth -= 1;
  }
  return most;
}

/** Where the string that begins here has its closing quote: the next that an even number of backslashes, or none, stands before. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end;
    while (text.charCodeAt(before - 1) === backslash) before -= 1;
    if ((end - before) % 2 === 0) return end;
  }
  return text.length;
}
