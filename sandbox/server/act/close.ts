import type { ActResult } from '../../protocol.ts';
import { reportOf } from '../deliver/deliverer.ts';
import type { Outcome } from '../deliver/transport.ts';
import { viewPayload } from '../views.ts';
import type { World } from '../world.ts';
import { actingPerson, basePayload } from './person.ts';
import { topView } from './submit.ts';

interface CloseAct {
  userId: string;
  viewId: string;
  isCleared?: boolean;
}

/** A person closes the top modal, or the whole stack; one that is gone already is closed. What was typed is lost, as in Slack. */
export async function closeView(world: World, act: CloseAct): Promise<ActResult> {
  const person = actingPerson(world, act.userId);
  // The app may have taken it away while the key was on its way down.
  if (!world.views.stackOf(person.id).some(({ id }) => id === act.viewId)) return { ok: true };
  const record = topView(world, act.userId, act.viewId);
  const isAll = act.isCleared === true || record.view.clear_on_close === true;
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
