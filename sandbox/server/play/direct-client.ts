import type {
  Act,
  ActResult,
  Fault,
  Message,
  RecordedCall,
  Snapshot,
  ViewState,
  WorldChange,
} from '../../protocol.ts';
import { performAct } from '../control/act.ts';
import { changeWorld } from '../control/change.ts';
import { messagesFor, snapshotFor } from '../control/snapshot.ts';
import type { Json } from '../json.ts';
import { viewState } from '../views.ts';
import type { World } from '../world.ts';
import { ControlClient } from './control-client.ts';

/**
 * The control contract on a workspace of this process. `settle` brings the app to rest; it is called after everything that
 * people do, so that what nobody sees then, nobody will ever see: `until` asks once.
 */
export class DirectClient extends ControlClient {
  private readonly world: World;
  private readonly settle: () => Promise<void>;

  constructor(world: World, settle: () => Promise<void>) {
    super(world.url);
    this.world = world;
    this.settle = settle;
  }

  /** Without anybody's unread messages: nobody looks at them here, and counting them takes long. */
  override async state(viewer?: string): Promise<Snapshot> {
    const snapshot = await snapshotFor(this.world, undefined, undefined);
    if (viewer === undefined) return snapshot;
    const channels = snapshot.channels.filter(
      (channel) => channel.kind === 'public' || channel.memberIds.includes(viewer),
    );
    return { ...snapshot, channels };
  }

  override async messages(channel: string, viewer?: string, thread?: string): Promise<Message[]> {
    return messagesFor(this.world, { channel, viewer, thread });
  }

  override async views(viewer: string): Promise<ViewState> {
    const { views, workspace } = this.world;
    return viewState(views, workspace.homes.find(viewer), viewer);
  }

  override async calls(): Promise<RecordedCall[]> {
    return this.world.calls;
  }

  override async act(act: Act): Promise<ActResult> {
    return this.settled(performAct(this.world, copyOf(act)));
  }

  override async change(change: WorldChange): Promise<Json> {
    const answer = await this.settled(changeWorld(this.world, copyOf(change)));
    if (!answer.ok) throw new Error(`${change.change}: ${String(answer.error)}`);
    return answer;
  }

  override async now(): Promise<Date> {
    return this.world.workspace.now;
  }

  override async faults(faults: Fault[]): Promise<void> {
    this.world.faults.replace(faults);
  }

  override async until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
    const found = await ask();
    if (found === undefined) throw new Error(`nobody sees ${what}`);
    return found;
  }

  private async settled<T>(doing: Promise<T>): Promise<T> {
    const result = await doing;
    await this.settle();
    return result;
  }
}

function copyOf(value: Act | WorldChange): Json {
  return JSON.parse(JSON.stringify(value));
}
