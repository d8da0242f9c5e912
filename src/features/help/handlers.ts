import type { CommandAct, Deps, Reply } from '../../platform/slack/feature.ts';
import { elsewhereAnswer, helpAnswer, unknownAnswer } from './messages.ts';
import { findElsewhere, findNearestWord } from './rules.ts';

/** `/onepager help`: what there is, for this person alone. */
export async function answerHelp(_deps: Deps, _act: CommandAct): Promise<Reply> {
  return { reply: 'tell', ...helpAnswer() };
}

/** A word that no feature knows: where it is pressed instead, or the nearest one that exists, and the list. */
export async function answerUnknown(_deps: Deps, act: CommandAct): Promise<Reply> {
  const elsewhere = findElsewhere(act.word);
  if (elsewhere !== undefined) return { reply: 'tell', ...elsewhereAnswer(elsewhere) };
  return { reply: 'tell', ...unknownAnswer(act.word, findNearestWord(act.word), act.rest) };
}
