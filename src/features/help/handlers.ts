import type { CommandAct, Deps, Reply } from '../../platform/slack/feature.ts';
import { helpAnswer, unknownAnswer } from './messages.ts';
import { findNearestWord } from './rules.ts';

/** `/onepager help`: what there is, for this person alone. */
export async function answerHelp(_deps: Deps, _act: CommandAct): Promise<Reply> {
  return { reply: 'tell', ...helpAnswer() };
}

/** A word that no feature knows: the nearest one that exists, and the list. */
export async function answerUnknown(_deps: Deps, act: CommandAct): Promise<Reply> {
  return { reply: 'tell', ...unknownAnswer(act.word, findNearestWord(act.word)) };
}
