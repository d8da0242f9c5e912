import type { LookbackId } from '../../lib/ids.ts';
import { actions, button, context, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { cut, dateToken, lengthOf } from '../../platform/slack/text.ts';
import { headline, shortLines } from '../decision/message-record.ts';
import type { Decision } from '../decision/rules.ts';
import { type Hindsight, type HindsightTally, hindsights } from './rules.ts';

/** The id of the buttons; the answer is the variant, the value is the return's id. */
export const lookbackActions = { answer: 'lookback.answer' } as const;

const labels: Readonly<Record<Hindsight, string>> = {
  yes: 'Yes',
  no: 'No',
  'too-early': 'Too early to say',
};

/** A past decision in the roll-up's thread: was it right, and how many think what. */
export function lookbackMessage(shown: {
  id: LookbackId;
  decision: Decision;
  tally: HindsightTally;
}): MessageContent {
  const { id, decision, tally } = shown;
  const lines = shortLines(decision);
  while (lines.length > 1 && lengthOf(lines.join('\n')) > 1200) lines.pop();
  return {
    text: `Looking back: was this right? ${headline(decision)}`,
    blocks: [
      section(
        `*Looking back* at ${dateToken(decision.at, 'date')}: was this right, with what we know now?`,
      ),
      section(cut(lines.join('\n'), 1200)),
      actions(
        'lookback',
        ...hindsights.map((hindsight) =>
          button({
            label: labels[hindsight],
            actionId: `${lookbackActions.answer}:${hindsight}`,
            value: id,
          }),
        ),
      ),
      context(tallyText(tally)),
    ],
  };
}

/** How many said what; names are not shown. */
function tallyText(tally: HindsightTally): string {
  const counts = hindsights
    .filter((hindsight) => tally[hindsight] > 0)
    .map((hindsight) => `${tally[hindsight]} ${labels[hindsight].toLowerCase()}`);
  return counts.length === 0
    ? 'Nobody has answered yet. Answers are counted, names are not shown.'
    : `${counts.join(' · ')}. Names are not shown.`;
}

/** Why an answer is not taken, and what to do. */
export const lookbackWords = {
  gone: 'This question is not there any more. `/onepager decisions` shows the log.',
  notMember:
    'Full members of the team’s channel answer this. Write in this thread what you think, they will read it.',
} as const;
