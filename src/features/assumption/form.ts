import type { ModalView } from '@slack/types';
import { z } from 'zod';
import { isId, type OnePagerId } from '../../lib/ids.ts';
import { input, modal, section, select, textInput } from '../../platform/slack/blocks.ts';
import type { FormValues } from '../../platform/slack/feature.ts';
import { readMetadata } from '../../platform/slack/metadata.ts';
import { clean, cut, oneLine } from '../../platform/slack/text.ts';
import type { checkMark } from '../onepager/assumption-rules.ts';
import { strong } from '../onepager/messages.ts';
import type { OnePager } from '../onepager/rules.ts';

/** The name of the form. */
export const assumptionCallbackId = 'assumption.mark';

const mostEvidence = 500;
const metadataSchema = z.object({
  onepagerId: z.custom<OnePagerId>((value) => typeof value === 'string' && isId('op', value)),
});

/** Which one-pager the form was opened for. */
export function parseAssumptionMetadata(metadata: string): OnePagerId | undefined {
  return readMetadata(metadataSchema, metadata)?.onepagerId;
}

/** Which assumption, what is known about it now, and by what evidence. */
export function assumptionForm(onepager: Pick<OnePager, 'id' | 'number' | 'bet'>): ModalView {
  const assumptions = onepager.bet.assumptions.map(({ id, text }) => ({
    value: id,
    label: cut(oneLine(text), 75),
  }));
  const marks = [
    { value: 'falsified', label: 'It does not hold' },
    { value: 'holds', label: 'It holds' },
  ];
  const [first] = assumptions;
  return modal({
    callbackId: assumptionCallbackId,
    title: 'An assumption',
    submit: 'Keep it',
    metadata: JSON.stringify({ onepagerId: onepager.id }),
    blocks: [
      section(
        `${strong(`#${onepager.number} ${onepager.bet.title}`, 200)}\nKept with your name. One that does not hold is said in the channel, where *Freeze* and *Keep, because…* answer it.`,
      ),
      input({
        blockId: 'assumption',
        label: 'Which assumption?',
        element: select({
          choices: assumptions,
          ...(assumptions.length === 1 && first !== undefined ? { initial: first.value } : {}),
        }),
      }),
      input({
        blockId: 'mark',
        label: 'What do we know now?',
        element: select({ choices: marks, initial: 'falsified' }),
      }),
      input({
        blockId: 'evidence',
        label: 'What shows it?',
        hint: 'For example: eight of ten people in the calls knew what comes next.',
        element: textInput({ maxLength: mostEvidence, isMultiline: true }),
      }),
    ],
  });
}

/** What was filled in, cleaned. */
export function parseMark(values: FormValues): {
  assumption: string;
  mark: string;
  evidence: string;
} {
  const of = (id: string) => {
    const value = values[id];
    return typeof value === 'string' ? clean(value) : '';
  };
  return {
    assumption: of('assumption'),
    mark: of('mark'),
    evidence: cut(of('evidence'), mostEvidence),
  };
}

/** The errors as sentences at their fields; undefined when there is none. */
export function markErrors(
  errors: ReturnType<typeof checkMark>,
): Record<string, string> | undefined {
  const told = {
    ...(errors.assumption === undefined
      ? {}
      : { assumption: 'Choose one; it may have been changed meanwhile.' }),
    ...(errors.mark === undefined ? {} : { mark: 'Choose one.' }),
    ...(errors.evidence === undefined ? {} : { evidence: 'One line is enough: what did you see?' }),
  };
  return Object.keys(told).length === 0 ? undefined : told;
}
