import type { Channel, Message, Person, Values } from '../../protocol.ts';
import type { Json } from '../json.ts';

/** A person as kept; `createdAt` and `updatedAt` are Unix seconds. */
export interface PersonRecord extends Person {
  updatedAt: number;
}

/** A channel or direct message as kept. */
export interface ChannelRecord extends Omit<Channel, 'unread' | 'mentions'> {
  createdAt: number;
  /** Only people may post (`restricted_action` for the app). */
  isRestricted: boolean;
}

/** A message as kept; counts of replies are worked out when it is read. */
export interface MessageRecord
  extends Omit<Message, 'replyCount' | 'replyUserIds' | 'latestReplyTs' | 'blocks'> {
  blocks: Json[];
  /** Posted by the app, so the app may change it. */
  isByApp: boolean;
  files: FileRecord[];
}

/** An uploaded file's description. */
export interface FileRecord {
  id: string;
  name: string;
  mimetype: string;
  size: number;
}

/** A modal on a stack, or a Home tab. */
export interface ViewRecord {
  id: string;
  hash: string;
  type: 'modal' | 'home';
  userId: string;
  view: Json;
  values: Values;
  errors: Record<string, string>;
  rootViewId: string;
  previousViewId: string | null;
  externalId: string;
}
