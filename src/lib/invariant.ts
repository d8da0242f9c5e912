/** A broken promise inside the program: a bug, never a person's mistake. */
export class Bug extends Error {
  override name = 'Bug';
}

/** Throws a `Bug` unless the condition holds; says in words what should have been true. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Bug(message);
}
