import type { ActResult } from '../../protocol.ts';
import { useBlock } from '../act/block.ts';
import { closeView } from '../act/close.ts';
import { runCommand } from '../act/command.ts';
import { openHome } from '../act/home.ts';
import { writeMessage } from '../act/message.ts';
import { ActRefused, actingPerson } from '../act/person.ts';
import { useShortcut } from '../act/shortcut.ts';
import { submitView } from '../act/submit.ts';
import type { Json } from '../json.ts';
import type { World } from '../world.ts';
import { actSchema } from './schema.ts';
import { readShape } from './shape.ts';

/** Does what a person does, and says what became of it. */
export async function performAct(world: World, body: Json): Promise<ActResult> {
  const act = readShape(actSchema, body);
  try {
    switch (act.act) {
      case 'message':
        return writeMessage(world, act);
      case 'command':
        return await runCommand(world, act);
      case 'shortcut':
        return await useShortcut(world, act);
      case 'block':
        return await useBlock(world, act);
      case 'submit':
        return await submitView(world, act);
      case 'close':
        return await closeView(world, act);
      case 'openHome':
        return await openHome(world, act);
      case 'read':
        return markRead(world, act);
    }
  } catch (error) {
    if (error instanceof ActRefused) return { ok: false, error: error.message };
    throw error;
  }
}

function markRead(world: World, act: { userId: string; channel: string }): ActResult {
  const person = actingPerson(world, act.userId);
  const last = world.workspace.listMessages(act.channel).at(-1);
  if (last) world.workspace.reads.put(`${person.id}:${act.channel}`, { ts: last.ts });
  world.stream.send({ type: 'state' }, person.id);
  return { ok: true };
}
