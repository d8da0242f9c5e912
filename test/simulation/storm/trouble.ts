import type { Team } from '../company.ts';
import type { Room } from '../room.ts';
import type { Storm } from './storm.ts';

const bot = 'U0BARBELL';

/** What people and Slack do to channels and tokens, until it is mended. */
export class Outside {
  private readonly room: Room;
  private readonly storm: Storm;
  private readonly mending: { what: string; mend: () => Promise<unknown> }[] = [];

  constructor(room: Room, storm: Storm) {
    this.room = room;
    this.storm = storm;
  }

  /** Once in a while a channel is archived, the bot is taken out of one, or its token ends. */
  async stir(teams: readonly Team[]): Promise<void> {
    const { storm, room } = this;
    const { dice } = room;
    if (this.mending.length > 0) {
      if (dice.chance(0.4)) await this.mend();
      return;
    }
    const { client } = room.world;
    const { channelId: channel } = dice.pick(teams);
    if (!storm.mayStrike(dice, 0.15)) return;
    const what = dice.between(1, 3);
    if (what === 1) {
      storm.strike('channel archived', channel);
      await client.change({ change: 'archive', channel });
      this.add('the channel is back', () => client.change({ change: 'unarchive', channel }));
    } else if (what === 2) {
      storm.strike('bot removed from channel', channel);
      await client.change({ change: 'leave', channel, userId: bot });
      const inviterId = teams.find(({ channelId }) => channelId === channel)?.members[0]?.actor
        .userId;
      this.add('the bot is back in the channel', () =>
        client.change({ change: 'join', channel, userId: bot, inviterId: inviterId ?? bot }),
      );
    } else {
      storm.strike('token revoked');
      await client.change({ change: 'revokeToken' });
      this.add('the app is installed again', () => this.reinstall());
    }
  }

  /** All that was shut is open again. */
  async mend(): Promise<void> {
    for (const { what, mend } of this.mending.splice(0)) {
      this.room.note(what);
      await mend();
    }
  }

  private add(what: string, mend: () => Promise<unknown>): void {
    this.mending.push({ what, mend });
  }

  /** A token that ended needs a new start. */
  private async reinstall(): Promise<void> {
    const { world } = this.room;
    await world.client.change({ change: 'reinstall' });
    for (let process = 0; process < world.processes; process += 1) {
      world.endBot(process);
      await world.startBot(process);
    }
  }
}
