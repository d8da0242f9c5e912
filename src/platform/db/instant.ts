/** An instant as the database keeps it: one fixed UTC form, so that text order is time order. */
export function toInstant(at: Date): string {
  return at.toISOString();
}

/** An instant as the program uses it. */
export function fromInstant(text: string): Date {
  return new Date(text);
}
