import type { ActResult } from '../../protocol.ts';
import { reportOf } from '../deliver/deliverer.ts';
import type { Outcome } from '../deliver/transport.ts';
import { viewPayload } from '../views.ts';
import type { World } from '../world.ts';
import { actingPerson, basePayload } from './person.ts';

interface CloseAct {
  userId: string;
  viewId: string;
  isCleared?: boolean;
}

/**
 * A person closes the top modal, or the whole stack. The app may have been quicker than the key: a modal that is gone is closed, and
 * one that it has laid on top stays. What was typed is lost, as in Slack.
 */
export async function closeView(world: World, act: CloseAct): Promise<ActResult> {
  const person = actingPerson(world, act.userId);
  const stack = world.views.stackOf(person.id);
  const record = stack.find(({ id }) => id === act.viewId);
  if (record === undefined) return { ok: true };
  const isAll = act.isCleared === true || record.view.clear_on_close === true;
  if (!isAll && stack.at(-1) !== record) return { ok: true };
  const closed = world.views.close(person.id, isAll);
  let last: Outcome | undefined;
  for (const view of closed) {
    if (view.view.notify_on_close !== true) continue;
    last = await world.deliverer.sendOnce('interactive', {
      ...basePayload('view_closed', person),
      view: viewPayload(view, true),
      is_cleared: isAll,
    });
  }
  // The modal is gone whether or not the app heard of it.
  return last ? { ...reportOf(last), ok: true } : { ok: true };
}
