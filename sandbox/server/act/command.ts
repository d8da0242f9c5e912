import type { ActResult } from '../../protocol.ts';
import { SlackError } from '../api/slack-error.ts';
import { reportOf } from '../deliver/deliverer.ts';
import { appId, teamDomain, teamId } from '../workspace/workspace.ts';
import type { World } from '../world.ts';
import { hasMessage, postAnswer } from './answer.ts';
import { ActRefused, actingPerson, joinedChannel, payloadChannel } from './person.ts';

interface CommandAct {
  userId: string;
  channel: string;
  command: string;
  text: string;
}

/** A person runs a slash command. */
export async function runCommand(world: World, act: CommandAct): Promise<ActResult> {
  const person = actingPerson(world, act.userId);
  const channel = joinedChannel(world, act.channel, act.userId);
  if (channel.isArchived) throw new ActRefused('is_archived');
  if (!world.manifest.commands.some((one) => one.command === act.command)) {
    throw new ActRefused('no_such_command');
  }
  // Commands belong to the workspace the app is installed in; people of another one have none.
  if (person.isExternal) throw new ActRefused('command_not_available');
  const triggerId = world.triggers.issue(person.id);
  const target = {
    channel: channel.id,
    userId: person.id,
    messageTs: undefined,
    threadTs: undefined,
  };
  const outcome = await world.deliverer.sendOnce('slash_commands', {
    token: 'sandbox-verification-token',
    team_id: teamId,
    team_domain: teamDomain,
    channel_id: channel.id,
    channel_name: payloadChannel(channel).name,
    user_id: person.id,
    user_name: person.name,
    command: act.command,
    text: act.text.trim(),
    api_app_id: appId,
    is_enterprise_install: 'false',
    response_url: world.url + world.responseUrls.issue(target),
    trigger_id: triggerId,
  });
  if (hasMessage(outcome.body)) {
    try {
      postAnswer(world, target, outcome.body);
    } catch (error) {
      if (!(error instanceof SlackError)) throw error;
      world.stream.send({ type: 'toast', text: `${act.command} failed: ${error.code}` }, person.id);
      return { ...reportOf(outcome), ok: false, error: error.code, triggerId };
    }
  }
  const report = reportOf(outcome);
  if (!report.ok) {
    const text = `${act.command} failed with the error "${report.error}"`;
    world.stream.send({ type: 'toast', text }, person.id);
  }
  return { ...report, triggerId };
}
