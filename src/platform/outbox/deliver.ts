import type { MessageId } from '../../lib/ids.ts';
import type { Db } from '../db/open.ts';
import { transact } from '../db/transact.ts';
import { context } from '../slack/blocks.ts';
import { unknownBlockCodes } from '../slack/chart.ts';
import { settle } from '../slack/client.ts';
import { SlackFailure } from '../slack/failures.ts';
import type { MessageContent } from '../slack/feature.ts';
import { type Claimed, readContent, repeated, replaced } from './claimed.ts';
import { drawSome } from './drawing.ts';
import {
  channelLane,
  isLaneFree,
  type LanePlace,
  readLane,
  readRoom,
  saveLane,
} from './lane-store.ts';
import { Looks } from './looks.ts';
import { checkToken, openParked } from './parking.ts';
import type { SenderParts } from './parts.ts';
import {
  claimMessage,
  countBacklog,
  giveBack,
  hasAbandoned,
  recordShown,
  releaseAbandoned,
} from './queue.ts';
import {
  callMs,
  leaseMs,
  lookAfterMs,
  parkedMs,
  restMs,
  sharedOutside,
  spend,
  unreadable,
} from './rules.ts';
import { openSharedClock, type SharedClock } from './shared-clock.ts';
import { listWaiting, pageSize } from './store-next.ts';
import { purposeOf } from './store-recovery.ts';
import { giveUp, settleFailure } from './trouble.ts';

/** Where a version of a message is to be seen. */
type Shown = Parameters<typeof recordShown>[2];

/** A message that was taken: when, by the machine's own clock, and until when it is ours, by the time that is known. */
type Leased = Claimed & { takenAt: Date | undefined; until: Date };

/** Nothing was sent, because it may be somebody else's by now, or Slack has asked for silence since it was taken. */
const notNow = 'not now';

const parallelSends = 6;
/** Busy channels that are passed over in a round. */
const maxLanes = 500;
const idleMs = 1_000;
/** Slack's limit of a message, less the note that says why there are two. */
const maxLabelledBlocks = 49;

/**
 * The one thing that sends messages: it works off the outbox until Slack shows what is wanted, at the pace Slack allows.
 * Failures never end it. `wake` after a commit; `stop` finishes what is under way. (reliability.md P08 to P14)
 */
export class Sender {
  /** With the time on which all senders of this database agree. */
  private readonly parts: SenderParts;
  private readonly clock: SharedClock;
  private readonly looks: Looks;
  private readonly machineNow: () => Date;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private isWoken = false;
  /** Whether it was ever woken, and goes by itself since: who calls `pass` instead waits for its looks there. */
  private isAtWork = false;
  private isStopped = false;
  /** An outage is said once, not at every try. */
  private isFailing = false;
  /** Whether a send of this round was told to wait: what has not gone out yet waits, too. */
  private isHushed = false;
  /** When workspaces that shut us out are tried again. */
  private openAt: Date | undefined;
  private lastPassAt: Date | undefined;
  /** What Slack shows already and the database could not be told yet: remembered, so that nothing has to be looked for. */
  private readonly unrecorded = new Map<MessageId, Shown>();
  /** Conversations, by person, that took so long to open that nothing was posted: the next try finds them open. */
  private readonly opened = new Map<string, string>();

  constructor(parts: SenderParts) {
    const { machineNow, readServerTime } = parts;
    this.machineNow = machineNow;
    this.clock = openSharedClock(machineNow, readServerTime);
    this.parts = { ...parts, machineNow: this.clock.now };
    this.looks = new Looks(this.parts, () => {
      if (this.isAtWork) this.wake();
    });
  }

  /** Takes back what a dead process left under way. With `isAlone`, every lease counts as ended. */
  async recover(isAlone: boolean): Promise<void> {
    await this.clock.setRight();
    const now = this.parts.machineNow();
    await this.takeBack(isAlone ? new Date(now.getTime() + leaseMs * 2) : now);
  }

  /** There may be something to send. */
  wake(): void {
    if (this.isStopped) return;
    this.isWoken = true;
    this.isAtWork = true;
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
    return (await countBacklog(this.parts.db, this.parts.workspaceId)) === 0;
  }

  /** When the last round ended, by the machine's clock: a sender at work ends one every few seconds, also with nothing to do. */
  passedAt(): Date | undefined {
    return this.lastPassAt;
  }

  /** Slack said that our token may have ended: asks, and sends nothing more when that is so. */
  async checkToken(workspaceId: string): Promise<void> {
    await checkToken(this.parts, workspaceId);
  }

  /** Stops taking messages and waits for those under way. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.running;
    await this.looks.end();
  }

  /**
   * One round, and the looks that it began when nothing was to be sent. Answers how many messages it touched; 0 means that
   * nothing can be done now.
   */
  async pass(): Promise<number> {
    const touched = await this.round();
    if (touched > 0) return touched;
    await this.looks.end();
    return this.looks.take();
  }

  /**
   * Begins to look for lost posts, and sends what may go at the machine's time, at most one message a channel. Answers how many
   * messages were touched; it does not wait for the looks, which wake it when they end.
   */
  private async round(): Promise<number> {
    const { db, workspaceId, machineNow } = this.parts;
    // What Slack's first answer would tell after a sleep is asked before: it would move the clock in the middle of a round.
    await this.parts.isTimeSure?.();
    await this.clock.setRight();
    const now = machineNow();
    for (const id of this.unrecorded.keys()) await this.record(id);
    // A pass that finds nothing must not commit: every commit wakes the sender.
    if (await hasAbandoned(db, workspaceId, now)) await this.takeBack(now);
    if (this.openAt !== undefined && now >= this.openAt) {
      this.openAt = undefined;
      await openParked(db, workspaceId);
    }
    await this.looks.begin(now);
    const batch: Leased[] = [];
    // While the workspace's pace lets nothing go there is nothing to look through, however often people wake the sender.
    const room = Math.min(parallelSends, await readRoom(db, this.workspaceLane(), now));
    const drawn = room === 0 ? 0 : await drawSome(this.parts, { now, room });
    const claiming = this.claimSome(now, { batch, room });
    // What was claimed is sent also when the next could not be: its lease would end in a look for nothing.
    const [claimed] = await Promise.allSettled([claiming]);
    this.isHushed = false;
    const done = await Promise.allSettled(batch.map((message) => this.send(message)));
    const broken = [claimed, ...done].find((one) => one.status === 'rejected');
    if (broken !== undefined) throw broken.reason;
    return drawn + batch.length + this.looks.take();
  }

  private async claimSome(
    now: Date,
    { batch, room }: { batch: Leased[]; room: number },
  ): Promise<void> {
    const { db, workspaceId } = this.parts;
    let after = -1;
    for (let seen = 0; batch.length < room && seen < maxLanes; seen += pageSize) {
      const page = await listWaiting(db, workspaceId, { now, after });
      for (const message of page) {
        if (batch.length >= room) break;
        if (!(await this.mayGo(db, message))) continue;
        const takenAt = this.parts.wallNow?.();
        const until = await this.claim(message);
        if (until !== undefined) batch.push({ ...message, takenAt, until });
      }
      if (page.length < pageSize) break;
      after = page.at(-1)?.position ?? after;
    }
  }

  private async work(): Promise<void> {
    try {
      while (this.isWoken && !this.isStopped) {
        this.isWoken = false;
        let touched = 1;
        while (!this.isStopped && touched > 0) {
          touched = await this.round();
          this.lastPassAt = this.machineNow();
        }
      }
      this.isFailing = false;
    } catch (error) {
      // The database is out of reach; what is wanted is still there at the next wake.
      if (!this.isFailing)
        this.parts.log.error({ error: String(error) }, 'the outbox stands still');
      this.isFailing = true;
    }
  }

  private async takeBack(before: Date): Promise<void> {
    const lookAt = new Date(this.parts.machineNow().getTime() + lookAfterMs[0]);
    const { db, workspaceId } = this.parts;
    await transact(db, (tx) => releaseAbandoned(tx, workspaceId, { before, lookAt }));
  }

  private async mayGo(db: Db, message: Claimed): Promise<boolean> {
    const now = this.parts.machineNow();
    for (const place of this.lanesOf(message)) {
      if (!(await isLaneFree(db, place, now))) return false;
    }
    return true;
  }

  private lanesOf(message: Claimed): LanePlace[] {
    const { workspaceId } = message;
    const lane = channelLane(message.shownChannelId ?? message.channelId ?? message.userId);
    return [{ workspaceId, lane, pace: this.parts.paces.channel }, this.workspaceLane()];
  }

  private workspaceLane(): LanePlace {
    const { workspaceId, paces } = this.parts;
    return { workspaceId, lane: 'workspace', pace: paces.workspace };
  }

  /** Takes it; until when it is ours. */
  private async claim(message: Claimed): Promise<Date | undefined> {
    return transact(this.parts.db, async (tx) => {
      const now = this.parts.machineNow();
      const until = new Date(now.getTime() + leaseMs);
      if (!(await this.mayGo(tx, message))) return undefined;
      if (!(await claimMessage(tx, message.id, until))) return undefined;
      for (const place of this.lanesOf(message)) {
        await saveLane(tx, place, spend(await readLane(tx, place, now)));
      }
      return until;
    });
  }

  private async send(message: Leased): Promise<true> {
    const wanted = contentOf(message);
    if (wanted === undefined) {
      await giveUp(this.parts, message, { error: unreadable, isPerhapsPosted: false });
      return true;
    }
    if ((await this.parts.isKeptBack?.(message)) === true) {
      await giveUp(this.parts, message, { error: sharedOutside, isPerhapsPosted: false });
      return true;
    }
    const content = label(message, wanted);
    const shown = await this.showBest(message, content);
    if (shown === notNow) {
      await transact(this.parts.db, (tx) => giveBack(tx, message.id, message.until));
      return true;
    }
    if (shown instanceof SlackFailure) {
      this.isHushed ||= shown.treatment === 'wait';
      const isParked = await settleFailure(this.parts, message, shown);
      if (isParked) this.openAt = new Date(this.parts.machineNow().getTime() + parkedMs);
      return true;
    }
    const restsUntil = new Date(this.parts.machineNow().getTime() + restMs);
    this.unrecorded.set(message.id, {
      ...{ ...shown, version: message.version },
      // What was just posted may be changed at once: people have not read it yet.
      ...(message.ts === undefined ? {} : { restsUntil }),
    });
    await this.record(message.id);
    return true;
  }

  private async record(id: MessageId): Promise<void> {
    const shown = this.unrecorded.get(id);
    if (shown === undefined) return;
    await transact(this.parts.db, (tx) => recordShown(tx, id, shown));
    this.unrecorded.delete(id);
  }

  /** Without its charts, when this workspace's Slack does not draw them yet: the blocks say the same numbers. */
  private async showBest(
    message: Leased,
    content: MessageContent,
  ): Promise<{ channelId: string; ts: string } | SlackFailure | typeof notNow> {
    const shown = await settle(this.show(message, content));
    const isRefused = shown instanceof SlackFailure && unknownBlockCodes.has(shown.code);
    if (!isRefused || content.charts === undefined) return shown;
    return settle(this.show(message, { text: content.text, blocks: content.blocks }));
  }

  private async show(
    message: Leased,
    content: MessageContent,
  ): Promise<{ channelId: string; ts: string } | typeof notNow> {
    const { slack, machineNow } = this.parts;
    if (message.ts !== undefined && message.shownChannelId !== undefined) {
      const place = { channelId: message.shownChannelId, ts: message.ts };
      await slack.update({ ...place, content });
      return place;
    }
    const userId = message.userId ?? '';
    const channelId =
      message.channelId ?? this.opened.get(userId) ?? (await this.openDirect(userId));
    // While the conversation was opened another send of the round may have been told to wait. The last look before the call:
    // a machine that slept may hold what another process has posted meanwhile.
    const isLate = machineNow().getTime() > message.until.getTime() - callMs;
    if (this.isHushed || isLate || this.hasSlept(message)) {
      if (message.channelId === undefined) this.opened.set(userId, channelId);
      return notNow;
    }
    this.opened.delete(userId);
    return slack.post({
      channelId,
      isBroadcast: message.isBroadcast,
      content,
      key: message.id,
      purpose: purposeOf(message.address),
      ...(message.threadTs === undefined ? {} : { threadTs: message.threadTs }),
    });
  }

  /** Whether the machine slept while it held this: until Slack is heard again its own clock alone tells. (decision 0014) */
  private hasSlept({ takenAt }: Leased): boolean {
    const wall = this.parts.wallNow?.();
    if (wall === undefined || takenAt === undefined) return false;
    return wall.getTime() - takenAt.getTime() > leaseMs - callMs;
  }

  private async openDirect(userId: string): Promise<string> {
    const opened = await settle(this.parts.slack.openDirect(userId));
    if (!(opened instanceof SlackFailure)) return opened;
    // Opening twice does no harm, and nothing was posted yet.
    const treatment = opened.treatment === 'uncertain' ? 'retry' : opened.treatment;
    throw new SlackFailure(opened.code, treatment, opened.retryAfterMs);
  }
}

/** Undefined when nobody can read it, now or later. */
function contentOf(message: Claimed): MessageContent | undefined {
  try {
    return readContent(message);
  } catch {
    return undefined;
  }
}

/** Where another copy stands, or may stand, this one says so. (P08, F-42) */
function label({ mark }: Claimed, content: MessageContent): MessageContent {
  if (mark === undefined) return content;
  return {
    ...content,
    blocks: [...content.blocks.slice(0, maxLabelledBlocks), context(notes[mark])],
  };
}

const notes = {
  [repeated]: '_This may be the second copy: Slack did not say whether the first one arrived._',
  [replaced]:
    '_This goes on from an older copy further up, which Slack does not let anybody change any more._',
};
