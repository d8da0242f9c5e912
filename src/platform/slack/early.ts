import { modal, section } from './blocks.ts';
import { settle } from './client.ts';
import { SlackFailure } from './failures.ts';
import type { ReplyParts } from './reply.ts';

/** A trigger is good for three seconds, and the window takes a moment to open itself. */
const openAfterMs = 1_000;

const waiting = modal({
  callbackId: 'notice',
  title: 'Barbell',
  close: 'Close',
  blocks: [section('One moment: what belongs here is being looked up.')],
});

/**
 * Opens a window when an answer that wants one takes longer than a second, before Slack forgets the trigger; resolves to the
 * window's id, which the answer then fills. Undefined when the answer came first, or the window could not be opened.
 * https://docs.slack.dev/interactivity/handling-user-interaction (trigger_id expires after three seconds)
 */
export async function openEarly(
  { slack, log }: ReplyParts,
  triggerId: string,
  answering: Promise<unknown>,
): Promise<string | undefined> {
  if (!(await isSlow(answering))) return undefined;
  const viewId = await settle(slack.openView(triggerId, waiting));
  if (!(viewId instanceof SlackFailure)) return viewId;
  log.warn({ code: viewId.code }, 'a window could not be opened early');
  return undefined;
}

async function isSlow(answering: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(true), openAfterMs);
  });
  const isLate = await Promise.race([answering.then(() => false), late]);
  clearTimeout(timer);
  return isLate;
}
