import type { Message } from '../../protocol.ts';
import type { Actor, Place } from './actor.ts';
import { messageWords } from './actor.ts';
import type { Stage } from './stage.ts';

/** What is typed over a scene on the three steps of the form, by label. */
export interface Writing {
  scene: string;
  title: string;
  aim?: Record<string, string>;
  signals?: Record<string, string>;
  safety?: Record<string, string>;
}

/** Opens the form, from a button or by the command; a draft that lies around is left alone. */
export async function startsOnePager(who: Actor, button?: string): Promise<void> {
  if (button === undefined) await who.runs('/onepager');
  else await who.presses(button, { channel: who.home });
  const view = await who.seesModal(/One-pager 1 of 3|Start a new one/);
  if (/1 of 3/.test(JSON.stringify(view.view))) return;
  await who.presses('Start a new one');
  await who.seesModal(/One-pager 1 of 3/);
}

/** Fills in the three steps from a scene and publishes; the card that the channel then sees. */
export async function writesOnePager(stage: Stage, who: Actor, writing: Writing): Promise<Message> {
  const blank = await who.seesModal(/One-pager 1 of 3/);
  await who.picks(/Start from/, writing.scene);
  await who.seesRedrawn(blank);
  await stage.beat();
  await who.fills(writing.aim ?? {});
  await who.submits();
  await who.seesModal(/One-pager 2 of 3/);
  await stage.beat();
  await who.fills(writing.signals ?? {});
  await who.submits();
  await who.seesModal(/One-pager 3 of 3/);
  await stage.beat();
  await who.fills(writing.safety ?? {});
  await who.submits();
  const asked = await who.seesModal(/What happens next|Really one more/);
  if (/Really one more/.test(JSON.stringify(asked.view))) {
    await stage.beat();
    await who.submits();
  }
  await who.seesModal(/What happens next/);
  await stage.beat();
  await who.closes();
  return who.sees(new RegExp(`#\\d+ ${writing.title}`));
}

/** Answers *Add my readings* with what is known, by label. */
export async function addsReadings(
  stage: Stage,
  who: Actor,
  fields: Record<string, string>,
): Promise<void> {
  await who.presses('Add my readings', { channel: who.home, thread: stage.review });
  await who.seesModal(/Readings/);
  await stage.beat();
  await who.fills(fields);
  await submitsAndCloses(who);
}

/** A vote on a card: *Continue* at once, *Change* and *Stop* with one line. */
export async function votes(
  stage: Stage,
  who: Actor,
  vote: { on: string; choice: 'Continue' | 'Change' | 'Stop'; because?: string },
): Promise<void> {
  await who.presses(vote.choice, cardOf(stage, vote.on));
  if (vote.because !== undefined) {
    await who.seesModal(/^Vote: /m);
    await stage.beat();
    await who.fills({ 'in one line': vote.because });
    await submitsAndCloses(who);
  }
  await stage.beat();
}

/** Opens *Log decision* and fills it in; `choice` only when it is another than the form proposes. */
export async function fillsDecision(
  stage: Stage,
  who: Actor,
  decision: { on: string; choice?: string; fields?: Record<string, string> },
): Promise<void> {
  await who.presses('Log decision', cardOf(stage, decision.on));
  const form = await who.seesModal(/^Log decision/m);
  await stage.beat();
  if (decision.choice !== undefined) {
    await who.fills({ '^Decision$': decision.choice });
    await who.seesRedrawn(form);
    await stage.beat();
  }
  await who.fills(decision.fields ?? {});
}

/** Fills in *Log decision* and logs it. */
export async function decides(
  stage: Stage,
  who: Actor,
  decision: { on: string; choice?: string; fields?: Record<string, string> },
): Promise<void> {
  await fillsDecision(stage, who, decision);
  await submitsAndCloses(who);
}

/** Submits the open form; it closes, or what it says instead is an error. */
export async function submitsAndCloses(who: Actor): Promise<void> {
  await who.submits();
  await who.seesNoModal();
}

/** A line of a person in the thread of the review. */
export async function saysInReview(stage: Stage, who: Actor, text: string): Promise<void> {
  await who.says(text, { channel: who.home, thread: stage.review });
  await stage.beat();
}

/** The card of a one-pager in the present review, by its title. */
export function cardOf(stage: Stage, title: string): Place {
  return { thread: stage.review, in: new RegExp(`#\\d+ ${title}`) };
}

/** The number of a one-pager, as its card says it. */
export async function numberOf(who: Actor, title: string): Promise<string> {
  const card = await who.sees(new RegExp(`#\\d+ ${title}: `));
  const number = new RegExp(`#(\\d+) ${title}: `).exec(messageWords(card))?.[1];
  if (number === undefined) throw new Error(`nobody sees the number of “${title}”`);
  return number;
}
