import { z } from 'zod';
import { type Ack, type CommandAnswer, type SubmissionAnswer, safely } from './answer.ts';
import { attempt, notice, type ReplyParts } from './reply.ts';

// What somebody is told of whom too much waits already. Nothing of theirs was done, and nothing that they typed is gone.

const actorSchema = z.union([
  z
    .looseObject({ user: z.looseObject({ id: z.string().min(1) }) })
    .transform(({ user }) => user.id),
  z.looseObject({ user_id: z.string().min(1) }).transform(({ user_id: userId }) => userId),
]);

/** Who did it; undefined where that counts for nobody: a closed window only keeps what was typed. */
export function actorOf(body: Record<string, unknown>): string | undefined {
  return body.type === 'view_closed' ? undefined : actorSchema.safeParse(body).data;
}

const originSchema = z.looseObject({
  trigger_id: z.string().catch(''),
  view: z.looseObject({ type: z.string().catch('') }).optional(),
});

/**
 * Acknowledges what is turned away, with a sentence that only this person sees: a command and a form carry it in their
 * acknowledgement, a press shows it in a window, and only when `isFirst`, so that Slack is not asked as often as they press.
 * (reliability.md P41)
 */
export async function answerTooMuch(
  parts: ReplyParts,
  { body, ack }: { body: Record<string, unknown>; ack: Ack<CommandAnswer | SubmissionAnswer> },
  isFirst: boolean,
): Promise<void> {
  if (body.command !== undefined) {
    return safely(parts, ack({ response_type: 'ephemeral', text: words }));
  }
  if (body.type === 'view_submission') {
    return safely(parts, ack({ response_action: 'push', view: notice(words) }));
  }
  await safely(parts, ack());
  if (!isFirst) return;
  const { trigger_id: triggerId, view } = originSchema.parse(body);
  const said = notice(words);
  const isInWindow = view?.type === 'modal';
  await attempt(
    parts,
    isInWindow ? parts.slack.pushView(triggerId, said) : parts.slack.openView(triggerId, said),
  );
}

const words =
  'Barbell is still busy with what you pressed before. This one was not done; please try it again in a moment.';
