import { randomBytes } from 'node:crypto';
import type { Json } from '../json.ts';
import { Collection } from './collection.ts';
import type { ChannelRecord, MessageRecord, PersonRecord, ViewRecord } from './record.ts';
import type { Store } from './store.ts';

/** Fixed ids of the sandbox's one workspace and one app. */
export const teamId = 'T0NORTHWIND';
export const teamName = 'Northwind';
export const teamDomain = 'northwind';
export const strangerTeamId = 'T0SOUTHWIND';
export const appId = 'A0BARBELL';
export const botId = 'B0BARBELL';
export const botUserId = 'U0BARBELL';

interface Progress {
  clockMs: number;
  lastTsSeconds: number;
  lastTsMicros: number;
  lastId: number;
  revokedScopes: string[];
  /** Why the bot token no longer works, in Slack's words. */
  tokenError: '' | 'token_revoked' | 'account_inactive';
}

interface StoredFile {
  id: string;
  name: string;
  mimetype: string;
  size: number;
  base64: string;
  isComplete: boolean;
}

/** Everything the workspace knows. All writes go straight to the store. */
export class Workspace {
  readonly people: Collection<PersonRecord>;
  readonly channels: Collection<ChannelRecord>;
  readonly messages: Collection<MessageRecord>;
  readonly homes: Collection<ViewRecord>;
  readonly files: Collection<StoredFile>;
  /** Last message each person has seen, by `user:channel`. */
  readonly reads: Collection<{ ts: string }>;
  private readonly progress: Collection<Progress>;
  private readonly threads = new Map<string, Set<string>>();
  private readonly byChannel = new Map<string, Set<string>>();
  private readonly store: Store;

  constructor(store: Store, startMs: number) {
    this.store = store;
    this.people = new Collection(store, 'person');
    this.channels = new Collection(store, 'channel');
    this.messages = new Collection(store, 'message');
    this.homes = new Collection(store, 'home');
    this.files = new Collection(store, 'file');
    this.reads = new Collection(store, 'read');
    this.progress = new Collection(store, 'progress');
    if (!this.progress.find('now')) {
      this.progress.put('now', {
        clockMs: startMs,
        lastTsSeconds: 0,
        lastTsMicros: 0,
        lastId: 0,
        revokedScopes: [],
        tokenError: '',
      });
    }
    for (const message of this.messages.list()) this.index(message);
  }

  get isNew(): boolean {
    return this.people.size === 0;
  }

  get now(): Date {
    return new Date(this.read().clockMs);
  }

  setClock(now: Date): void {
    this.change({ clockMs: now.getTime() });
  }

  get nowSeconds(): number {
    return Math.floor(this.read().clockMs / 1000);
  }

  get revokedScopes(): string[] {
    return this.read().revokedScopes;
  }

  setRevokedScopes(revokedScopes: string[]): void {
    this.change({ revokedScopes });
  }

  get tokenError(): Progress['tokenError'] {
    return this.read().tokenError;
  }

  setTokenError(tokenError: Progress['tokenError']): void {
    this.change({ tokenError });
  }

  /** A fresh timestamp: the clock's second, and a counter that keeps it unique and increasing. */
  nextTs(): string {
    const { lastTsSeconds, lastTsMicros } = this.read();
    const isSameSecond = this.nowSeconds <= lastTsSeconds;
    const isFull = isSameSecond && lastTsMicros >= 999_998;
    const seconds = isSameSecond ? lastTsSeconds + (isFull ? 1 : 0) : this.nowSeconds;
    const micros = isSameSecond && !isFull ? lastTsMicros + 1 : 100;
    this.change({ lastTsSeconds: seconds, lastTsMicros: micros });
    return `${seconds}.${String(micros).padStart(6, '0')}`;
  }

  /** A fresh Slack id with the given first letter. */
  nextId(prefix: string): string {
    const lastId = this.read().lastId + 1;
    this.change({ lastId });
    return `${prefix}0${lastId.toString(36).toUpperCase().padStart(8, '0')}`;
  }

  nextHash(): string {
    return `${Math.floor(Date.now() / 1000)}.${randomBytes(4).toString('hex')}`;
  }

  findMessage(channel: string, ts: string): MessageRecord | undefined {
    return this.messages.find(`${channel}:${ts}`);
  }

  putMessage(message: MessageRecord): void {
    this.messages.put(`${message.channel}:${message.ts}`, message);
    this.index(message);
  }

  removeMessage(message: MessageRecord): void {
    const key = `${message.channel}:${message.ts}`;
    this.messages.remove(key);
    this.byChannel.get(message.channel)?.delete(key);
    if (message.threadTs) this.threads.get(`${message.channel}:${message.threadTs}`)?.delete(key);
  }

  /** Messages of a channel, replies included, oldest first. */
  listMessages(channel: string): MessageRecord[] {
    return this.resolve(this.byChannel.get(channel));
  }

  /** Replies of a thread without its parent, oldest first; ephemeral ones included. */
  listReplies(channel: string, threadTs: string): MessageRecord[] {
    return this.resolve(this.threads.get(`${channel}:${threadTs}`));
  }

  close(): void {
    this.store.close();
  }

  private resolve(keys: Set<string> | undefined): MessageRecord[] {
    return [...(keys ?? [])]
      .flatMap((key) => this.messages.find(key) ?? [])
      .sort((a, b) => (a.ts < b.ts ? -1 : 1));
  }

  private index(message: MessageRecord): void {
    const key = `${message.channel}:${message.ts}`;
    addTo(this.byChannel, message.channel, key);
    if (message.threadTs && message.threadTs !== message.ts) {
      addTo(this.threads, `${message.channel}:${message.threadTs}`, key);
    }
  }

  private read(): Progress {
    const progress = this.progress.find('now');
    if (!progress) throw new Error('the workspace has no clock');
    return progress;
  }

  private change(change: Partial<Progress>): void {
    this.progress.put('now', { ...this.read(), ...change });
  }
}

/** A person's bot-facing name pair, used in many payloads. */
export function userOf(person: PersonRecord): Json {
  return {
    id: person.id,
    username: person.name,
    name: person.name,
    team_id: person.isExternal ? strangerTeamId : teamId,
  };
}

function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key) ?? new Set();
  set.add(value);
  map.set(key, set);
}
