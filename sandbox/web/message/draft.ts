// What was typed and not sent, by person, channel and thread; kept for as long as the page is open.
const drafts = new Map<string, string>();

/** Where a draft belongs. */
export interface DraftPlace {
  viewer: string;
  channel: string;
  threadTs?: string | undefined;
}

/** What this person last typed here and did not send. */
export function draftOf(place: DraftPlace): string {
  return drafts.get(keyOf(place)) ?? '';
}

/** Keeps what is being typed; an empty text forgets it. */
export function keepDraft(place: DraftPlace, text: string): void {
  if (text) drafts.set(keyOf(place), text);
  else drafts.delete(keyOf(place));
}

function keyOf({ viewer, channel, threadTs }: DraftPlace): string {
  return [viewer, channel, threadTs ?? ''].join('/');
}
