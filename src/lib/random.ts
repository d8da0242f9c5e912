/** So many random bytes. Tests pass dice with a seed, the program the machine's. */
export type Random = (count: number) => Uint8Array;

/** A whole number of at least 0 and less than `below`, every one as likely as the next. */
export function drawBelow(below: number, random: Random): number {
  const [a = 0, b = 0, c = 0, d = 0] = random(4);
  return Math.floor(((((a * 256 + b) * 256 + c) * 256 + d) / 2 ** 32) * below);
}

/** The same things in an order that chance alone made. */
export function shuffle<T>(list: readonly T[], random: Random): T[] {
  const rest = [...list];
  const shuffled: T[] = [];
  while (rest.length > 0) shuffled.push(...rest.splice(drawBelow(rest.length, random), 1));
  return shuffled;
}

/** Random bytes as text of `0-9a-f`, two characters a byte. */
export function drawHex(bytes: number, random: Random): string {
  return Array.from(random(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
