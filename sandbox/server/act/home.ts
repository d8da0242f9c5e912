import type { ActResult } from '../../protocol.ts';
import { openDirectMessage } from '../api/access.ts';
import { viewPayload } from '../views.ts';
import type { World } from '../world.ts';
import { ActRefused, actingPerson } from './person.ts';

/** A person opens the app's Home tab. */
export async function openHome(world: World, act: { userId: string }): Promise<ActResult> {
  const person = actingPerson(world, act.userId);
  if (person.isExternal) throw new ActRefused('app_not_available');
  const home = world.workspace.homes.find(person.id);
  const outcome = await world.events.emit({
    type: 'app_home_opened',
    user: person.id,
    channel: openDirectMessage(world, person.id).id,
    tab: 'home',
    ...(home ? { view: viewPayload(home) } : {}),
  });
  // An event nobody answers is sent again; the tab opens all the same.
  if (!outcome) return { ok: true };
  return { ok: true, acked: outcome.isAcked, ackMs: outcome.ackMs };
}
