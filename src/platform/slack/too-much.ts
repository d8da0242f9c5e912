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

const formSchema = z.looseObject({
  view: z.looseObject({
    blocks: z.array(z.looseObject({ type: z.string().catch(''), block_id: z.string().catch('') })),
  }),
});

/** The first field of a form: where a sentence can stand while everything typed stays as it is. */
function firstField(body: Record<string, unknown>): string | undefined {
  const blocks = formSchema.safeParse(body).data?.view.blocks ?? [];
  return blocks.find(({ type, block_id: id }) => type === 'input' && id !== '')?.block_id;
}

/**
 * Acknowledges what is turned away, with a sentence that only this person sees: a command and a form carry it in their
 * acknowledgement, a press shows it in a window, and only when `isFirst`, so that Slack is not asked as often as they press.
 * A form has it under its first field; a window on top would be refused where three are open already. (reliability.md P41;
 * slack.md on `view_submission`)
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
    const field = firstField(body);
    const answer: SubmissionAnswer =
      field === undefined
        ? { response_action: 'push', view: notice(words) }
        : { response_action: 'errors', errors: { [field]: words } };
    return safely(parts, ack(answer));
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
