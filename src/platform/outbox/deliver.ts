import type { Db } from '../db/open.ts';
import { transact } from '../db/transact.ts';
import type { Log } from '../log.ts';
import { context } from '../slack/blocks.ts';
import type { Slack } from '../slack/client.ts';
import { SlackFailure } from '../slack/failures.ts';
import type { MessageContent } from '../slack/feature.ts';
import {
  channelPace,
  freeAt,
  leaseMs,
  lookAfterMs,
  retryDelayMs,
  spend,
  workspacePace,
} from './rules.ts';
import {
  type Claimed,
  claimMessage,
  forgetShown,
  hasAbandoned,
  listUncertain,
  listWaiting,
  readBacklog,
  readLane,
  recordShown,
  recordTrouble,
  releaseAbandoned,
  saveLane,
} from './store.ts';

/** A message that somebody has to look after: never to be sent as it is, or perhaps posted. */
export interface Trouble {
  message: Claimed;
  error: string;
  isPerhapsPosted: boolean;
}

/** What the sender needs. `machineNow` is transport time; `onTrouble` tells a person, after the state is saved. */
export interface SenderParts {
  db: Db;
  slack: Slack;
  log: Log;
  machineNow: () => Date;
  onTrouble: (trouble: Trouble) => Promise<void>;
}

const parallelSends = 6;
const idleMs = 1_000;

/**
 * The one thing that sends messages: it works off the outbox until Slack shows what is wanted, at the pace Slack allows.
 * Failures never end it. `wake` after a commit; `stop` finishes what is under way. (reliability.md P08 to P14)
 */
export class Sender {
  private readonly parts: SenderParts;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private isWoken = false;
  private isStopped = false;
  /** An outage is said once, not at every try. */
  private isFailing = false;

  constructor(parts: SenderParts) {
    this.parts = parts;
  }

  /** Takes back what a dead process left under way. With `isAlone`, every lease counts as ended. */
  async recover(isAlone: boolean): Promise<void> {
    const now = this.parts.machineNow();
    const before = isAlone ? new Date(now.getTime() + leaseMs * 2) : now;
    await transact(this.parts.db, (tx) =>
      releaseAbandoned(tx, before, new Date(now.getTime() + lookAfterMs[0])),
    );
  }

  /** There may be something to send. */
  wake(): void {
    if (this.isStopped) return;
    this.isWoken = true;
    if (this.running !== undefined) return;
    clearTimeout(this.timer);
    this.running = this.work().finally(() => {
      this.running = undefined;
      if (this.isStopped) return;
      if (this.isWoken) this.wake();
      else this.timer = setTimeout(() => this.wake(), idleMs);
    });
  }

  /** Whether nothing waits and nothing is under way. */
  async isQuiet(): Promise<boolean> {
    return (await readBacklog(this.parts.db)).count === 0;
  }

  /** Stops taking messages and waits for those under way. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private async work(): Promise<void> {
    try {
      while (this.isWoken && !this.isStopped) {
        this.isWoken = false;
        while (!this.isStopped && (await this.sendBatch()) > 0);
      }
      this.isFailing = false;
    } catch (error) {
      // The database is out of reach; what is wanted is still there at the next wake.
      if (!this.isFailing)
        this.parts.log.error({ error: String(error) }, 'the outbox stands still');
      this.isFailing = true;
    }
  }

  /** Sends what may go now, at most one message a channel; returns how many it took. */
  private async sendBatch(): Promise<number> {
    const { db, machineNow } = this.parts;
    const now = machineNow();
    // A pass that finds nothing must not commit: every commit wakes the sender.
    if (await hasAbandoned(db, now)) {
      const lookAt = new Date(now.getTime() + lookAfterMs[0]);
      await transact(db, (tx) => releaseAbandoned(tx, now, lookAt));
    }
    const uncertain = await listUncertain(db, now);
    for (const message of uncertain) await this.lookFor(message);

    const batch: Claimed[] = [];
    const busyLanes = new Set<string>();
    for (const message of await listWaiting(db, now)) {
      const lane = laneOf(message);
      // Order within a channel holds: nothing overtakes the oldest wish of its lane.
      if (busyLanes.has(lane)) continue;
      busyLanes.add(lane);
      if (!(await this.mayGo(db, message, lane))) continue;
      if (await this.claim(message, lane)) batch.push(message);
      if (batch.length >= parallelSends) break;
    }
    await Promise.all(batch.map((message) => this.send(message)));
    return batch.length + uncertain.length;
  }

  private async mayGo(db: Db, message: Claimed, lane: string): Promise<boolean> {
    const now = this.parts.machineNow();
    const channel = await readLane(db, message.workspaceId, lane, channelPace, now);
    const workspace = await readLane(db, message.workspaceId, 'workspace', workspacePace, now);
    return freeAt(channel, channelPace, now) <= now && freeAt(workspace, workspacePace, now) <= now;
  }

  private async claim(message: Claimed, lane: string): Promise<boolean> {
    const { machineNow } = this.parts;
    return transact(this.parts.db, async (tx) => {
      if (!(await this.mayGo(tx, message, lane))) return false;
      const now = machineNow();
      const channel = await readLane(tx, message.workspaceId, lane, channelPace, now);
      const workspace = await readLane(tx, message.workspaceId, 'workspace', workspacePace, now);
      if (!(await claimMessage(tx, message.id, new Date(now.getTime() + leaseMs)))) return false;
      await saveLane(tx, message.workspaceId, lane, spend(channel));
      await saveLane(tx, message.workspaceId, 'workspace', spend(workspace));
      return true;
    });
  }

  private async send(message: Claimed): Promise<void> {
    try {
      const shown = await this.show(message, message.content);
      await transact(this.parts.db, (tx) =>
        recordShown(tx, message.id, { ...shown, version: message.version }),
      );
    } catch (error) {
      if (!(error instanceof SlackFailure)) throw error;
      await this.settleFailure(message, error);
    }
  }

  private async show(
    message: Claimed,
    content: MessageContent,
  ): Promise<{ channelId: string; ts: string }> {
    const { slack } = this.parts;
    if (message.ts !== undefined && message.shownChannelId !== undefined) {
      const place = { channelId: message.shownChannelId, ts: message.ts };
      await slack.update({ ...place, content });
      return place;
    }
    const channelId = message.channelId ?? (await slack.openDirect(message.userId ?? ''));
    return slack.post({
      channelId,
      isBroadcast: message.isBroadcast,
      content,
      key: message.id,
      ...(message.threadTs === undefined ? {} : { threadTs: message.threadTs }),
    });
  }

  private async settleFailure(message: Claimed, failure: SlackFailure): Promise<void> {
    const now = this.parts.machineNow();
    const error = failure.code;
    const attempts = message.attempts + 1;
    const later = (ms: number): Date => new Date(now.getTime() + ms);
    const isUpdate = message.ts !== undefined;
    switch (failure.treatment) {
      case 'wait':
        return this.closeWorkspace(message, later(failure.retryAfterMs), error);
      case 'park':
        return this.park(message, error);
      case 'gone':
        if (isUpdate) return transact(this.parts.db, (tx) => forgetShown(tx, message.id, now));
        return this.bury(message, error);
      case 'dead':
        return this.bury(message, error);
      case 'uncertain':
        if (!isUpdate) {
          const lookAt = later(lookAfterMs[0]);
          return this.setAside(message, { state: 'unknown', error, tryAt: lookAt, attempts: 0 });
        }
        break;
      case 'retry':
        break;
    }
    const tryAt = later(retryDelayMs(attempts));
    return this.setAside(message, { state: 'pending', error, tryAt });
  }

  private async setAside(
    message: Claimed,
    trouble: Parameters<typeof recordTrouble>[2],
  ): Promise<void> {
    await transact(this.parts.db, (tx) => recordTrouble(tx, message.id, trouble));
  }

  /** Slack asked for silence: nobody posts in this workspace until then. */
  private async closeWorkspace(message: Claimed, until: Date, error: string): Promise<void> {
    await transact(this.parts.db, async (tx) => {
      const now = this.parts.machineNow();
      const lane = await readLane(tx, message.workspaceId, 'workspace', workspacePace, now);
      await saveLane(tx, message.workspaceId, 'workspace', { ...lane, closedUntil: until });
      await recordTrouble(tx, message.id, { state: 'pending', error, tryAt: until });
    });
  }

  private async park(message: Claimed, error: string): Promise<void> {
    this.parts.log.error({ workspace: message.workspaceId, error }, 'Slack refuses the workspace');
    await transact(this.parts.db, async (tx) => {
      await tx
        .updateTable('workspace')
        .set({ parked_reason: error })
        .where('id', '=', message.workspaceId)
        .execute();
      const tryAt = this.parts.machineNow();
      await recordTrouble(tx, message.id, { state: 'pending', error, tryAt });
    });
  }

  private async bury(message: Claimed, error: string): Promise<void> {
    this.parts.log.warn({ address: message.address, error }, 'a message cannot be sent');
    const tryAt = this.parts.machineNow();
    await this.setAside(message, { state: 'dead', error, tryAt });
    await this.parts.onTrouble({ message, error, isPerhapsPosted: false });
  }

  /** Looks whether an uncertain post arrived; when it did not, or nobody can tell, follows its policy. */
  private async lookFor(message: Claimed): Promise<void> {
    const channelId = message.channelId ?? '';
    const looked = await this.look(message, channelId);
    const now = this.parts.machineNow();
    if (looked.as === 'found') {
      const shown = { channelId, ts: looked.ts, version: message.version };
      return transact(this.parts.db, (tx) => recordShown(tx, message.id, shown));
    }
    const looks = message.attempts + 1;
    const nextLookMs = lookAfterMs[looks];
    if (looked.as === 'not-there' && nextLookMs !== undefined) {
      const tryAt = new Date(now.getTime() + nextLookMs);
      const error = 'not seen yet';
      return this.setAside(message, { state: 'unknown', error, tryAt, attempts: looks });
    }
    if (looked.as === 'not-there') {
      return this.setAside(message, {
        state: 'pending',
        error: 'posted again',
        tryAt: now,
        attempts: 0,
      });
    }
    if (looked.as === 'later') {
      const error = 'could not look';
      return this.setAside(message, { state: 'unknown', error, tryAt: looked.at });
    }
    if (message.policy === 'at-most-once') {
      await this.setAside(message, { state: 'dead', error: 'perhaps posted', tryAt: now });
      return this.parts.onTrouble({ message, error: 'perhaps posted', isPerhapsPosted: true });
    }
    return this.postRepeat(message);
  }

  private async look(
    message: Claimed,
    channelId: string,
  ): Promise<
    { as: 'found'; ts: string } | { as: 'not-there' | 'blind' } | { as: 'later'; at: Date }
  > {
    // Direct messages cannot be read back with our scopes.
    if (channelId === '') return { as: 'blind' };
    try {
      const ts = await this.parts.slack.findPosted({
        channelId,
        key: message.id,
        ...(message.threadTs === undefined ? {} : { threadTs: message.threadTs }),
      });
      return ts === undefined ? { as: 'not-there' } : { as: 'found', ts };
    } catch (error) {
      if (!(error instanceof SlackFailure)) throw error;
      if (error.treatment === 'dead' || error.treatment === 'park') return { as: 'blind' };
      const waitMs = Math.max(error.retryAfterMs, lookAfterMs[0]);
      return { as: 'later', at: new Date(this.parts.machineNow().getTime() + waitMs) };
    }
  }

  /** Nobody can tell whether the first copy arrived, so the second one says what it is. */
  private async postRepeat(message: Claimed): Promise<void> {
    const isClaimed = await transact(this.parts.db, async (tx) => {
      const now = this.parts.machineNow();
      await recordTrouble(tx, message.id, { state: 'pending', error: 'repeat', tryAt: now });
      return claimMessage(tx, message.id, new Date(now.getTime() + leaseMs));
    });
    if (!isClaimed) return;
    const note = '_This may be the second copy: Slack did not say whether the first one arrived._';
    const content = { ...message.content, blocks: [...message.content.blocks, context(note)] };
    await this.send({ ...message, content });
  }
}

function laneOf(message: Claimed): string {
  return `channel:${message.shownChannelId ?? message.channelId ?? message.userId ?? ''}`;
}
