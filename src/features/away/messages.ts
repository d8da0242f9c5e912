import { formatDate, type LocalDate } from '../../lib/time.ts';
import { section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { mention } from '../../platform/slack/text.ts';

/** Days in words: `24 Dec`, or `24 Dec to 1 Jan`. */
export function rangeWords(range: { fromOn: LocalDate; untilOn: LocalDate }): string {
  const { fromOn, untilOn } = range;
  if (fromOn === untilOn) return formatDate(fromOn);
  return `${formatDate(fromOn)} to ${formatDate(untilOn)}`;
}

/** What the home channel reads when somebody said that everyone is off, or took that back. */
export function everyoneNote(note: {
  byUserId: string;
  range: { fromOn: LocalDate; untilOn: LocalDate };
  isTakenBack: boolean;
}): MessageContent {
  const days = rangeWords(note.range);
  const by = mention(note.byUserId);
  if (note.isTakenBack) {
    const text = `Not everyone is off after all, ${days}`;
    return { text, blocks: [section(`${text} (${by}). Reviews go on as usual.`)] };
  }
  const text = `Everyone is off, ${days}`;
  return {
    text,
    blocks: [
      section(
        `${text} (${by}). A review in these days moves to the next working day, or is left out; one that is open stays open.`,
      ),
    ],
  };
}
