import { actions, context, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { logDeviationButton } from '../deviation/messages.ts';
import { hatButton } from '../hat/messages.ts';
import type { Dose } from './rules.ts';
import { isTaken } from './rules.ts';

/** What a cycle offers when it opens: its one small dose, two ways to take it, and that it was taken. */
export function doseMessage(dose: Dose): MessageContent {
  const { number, teamId } = dose;
  const head = `*Cycle ${number} has begun: its one small dose*`;
  if (isTaken(dose)) {
    const text = `Cycle ${number}, its small dose: ${takenWords(dose)}`;
    return { text, blocks: [section(`${head}\nTaken: ${takenWords(dose)}.`)] };
  }
  return {
    text: `Cycle ${number} has begun: its one small dose`,
    blocks: [
      section(
        `${head}\nOne bounded step out of the usual, inside the guardrails: a departure from how we normally do it, or one real case looked at closely.`,
      ),
      actions(`dose.${teamId}.${number}`, logDeviationButton({ teamId }), hatButton({ teamId })),
      context('Either one is the dose. One is enough.'),
    ],
  };
}

function takenWords({ deviations, hats }: Dose): string {
  return [
    ...(deviations > 0 ? [deviations === 1 ? 'a deviation' : `${deviations} deviations`] : []),
    ...(hats > 0 ? [hats === 1 ? 'an anthropologist case' : `${hats} anthropologist cases`] : []),
  ].join(' and ');
}
