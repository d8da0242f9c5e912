import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type {
  Act,
  ActResult,
  Channel,
  Person,
  PlayState,
  Snapshot,
  ViewState,
  WorldChange,
} from '../../protocol.ts';
import type { Place } from './place.ts';

/** A short note at the edge of the page. */
export interface Toast {
  id: number;
  text: string;
  tone: 'plain' | 'bad';
}

/** Everything a part of the page may need to know or do. */
export interface Workspace {
  snapshot: Snapshot;
  viewer: Person;
  /** The workspace's time, which is not this machine's. */
  now: Date;
  place: Place;
  views: ViewState;
  play: PlayState | undefined;
  isLineUp: boolean;
  toasts: Toast[];
  goTo(place: Place): void;
  become(personId: string): void;
  /** Does it, and shows a toast when it failed. `isQuiet` leaves the telling to the caller. */
  perform(act: Act, isQuiet?: boolean): Promise<ActResult>;
  change(change: WorldChange): Promise<boolean>;
  say(text: string, tone?: Toast['tone']): void;
  /** Takes a toast away. */
  unsay(toastId: number): void;
  refresh(): void;
}

/** Provides the workspace to the whole page. */
export const WorkspaceContext = createContext<Workspace | undefined>(undefined);

/** The workspace around this component. */
export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext);
  if (!workspace) throw new Error('No workspace around this component');
  return workspace;
}

/** The person of this id, when the workspace knows one. */
export function findPerson(snapshot: Snapshot, id: string): Person | undefined {
  return snapshot.people.find((person) => person.id === id);
}

/** How a person is called in lists and mentions. */
export function nameOf(snapshot: Snapshot, id: string): string {
  const person = findPerson(snapshot, id);
  if (person) return person.realName || person.name;
  return id === snapshot.app.botUserId ? snapshot.app.name : id;
}

/** The channel of this id, when the viewer can see one. */
export function findChannel(snapshot: Snapshot, id: string): Channel | undefined {
  return snapshot.channels.find((channel) => channel.id === id);
}

/** The viewer's direct conversation with the app. */
export function appChannel(snapshot: Snapshot, viewerId: string): Channel | undefined {
  const { botUserId } = snapshot.app;
  return snapshot.channels.find(
    ({ kind, memberIds }) =>
      kind === 'im' && memberIds.includes(botUserId) && memberIds.includes(viewerId),
  );
}

/** How a conversation is called: a channel's name, or the other person's. */
export function channelLabel(snapshot: Snapshot, channel: Channel, viewerId: string): string {
  if (channel.kind !== 'im') return channel.name;
  const other = channel.memberIds.find((id) => id !== viewerId) ?? viewerId;
  return nameOf(snapshot, other);
}

/** Whether this is a conversation with the app in which people may only read. */
export function isReadOnly({ app }: Snapshot, channel: Channel): boolean {
  return (
    channel.kind === 'im' && channel.memberIds.includes(app.botUserId) && app.isMessagesTabReadOnly
  );
}
