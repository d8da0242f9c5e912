import type { Channel } from '../../protocol.ts';
import { useWorkspace, type Workspace } from '../state/workspace.ts';
import { encodeNames } from './suggest.ts';

/** Sends what was typed, as message or command; says whether it went. */
export function useSend(channel: Channel, threadTs: string | undefined) {
  const workspace = useWorkspace();
  return async (typed: string): Promise<boolean> => {
    if (typed.startsWith('/')) return runCommand(workspace, { channel, text: typed, threadTs });
    const result = await workspace.perform({
      act: 'message',
      userId: workspace.viewer.id,
      channel: channel.id,
      text: encodeNames(typed, workspace.snapshot),
      ...(threadTs ? { threadTs } : {}),
    });
    return result.ok;
  };
}

async function runCommand(
  workspace: Workspace,
  typed: { channel: Channel; text: string; threadTs: string | undefined },
): Promise<boolean> {
  const { snapshot, viewer, perform, say } = workspace;
  const [, command = '', text = ''] = /^(\/\S*)\s*([\s\S]*)$/.exec(typed.text) ?? [];
  if (command === '/invite' || command === '/remove') {
    return changeMember(workspace, { channel: typed.channel, command, text });
  }
  if (!snapshot.app.commands.some((known) => known.command === command)) {
    say(`${command} is not a valid command.`, 'bad');
    return false;
  }
  if (typed.threadTs) {
    say(`${command} is not supported in threads. Sorry!`, 'bad');
    return false;
  }
  const channel = typed.channel.id;
  const result = await perform({ act: 'command', userId: viewer.id, channel, command, text });
  return result.ok;
}

function changeMember(
  { change, viewer, say, snapshot }: Workspace,
  wanted: { channel: Channel; command: string; text: string },
): Promise<boolean> {
  const userId = /<@([UW]\w+)/.exec(encodeNames(wanted.text, snapshot))?.[1];
  const channel = wanted.channel.id;
  if (!userId) {
    say(`Say whom: ${wanted.command} @name`, 'bad');
    return Promise.resolve(false);
  }
  if (wanted.command === '/remove') return change({ change: 'leave', channel, userId });
  return change({ change: 'join', channel, userId, inviterId: viewer.id });
}
