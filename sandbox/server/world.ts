import type { RecordedCall } from '../protocol.ts';
import type { RateLimiter } from './api/rate.ts';
import type { Deliverer } from './deliver/deliverer.ts';
import type { EventSender } from './deliver/events.ts';
import type { Faults } from './faults.ts';
import type { Manifest } from './manifest.ts';
import type { ResponseUrls } from './response-urls.ts';
import type { Stream } from './stream.ts';
import type { Timing } from './timing.ts';
import type { Triggers } from './triggers.ts';
import type { Views } from './views.ts';
import type { Workspace } from './workspace/workspace.ts';

/** The values the app authenticates with, and those it checks us by. */
export interface Secrets {
  botToken: string;
  appToken: string;
  signingSecret: string;
}

/** Everything a request handler may need; made once in `start.ts`. */
export interface World {
  workspace: Workspace;
  manifest: Manifest;
  timing: Timing;
  secrets: Secrets;
  stream: Stream;
  faults: Faults;
  calls: RecordedCall[];
  /** Absent when rate limits are off. */
  rate: RateLimiter | undefined;
  deliverer: Deliverer;
  events: EventSender;
  triggers: Triggers;
  responseUrls: ResponseUrls;
  views: Views;
  /** The address of this server, without a slash at the end. */
  url: string;
  /** Makes a one-time WebSocket address; undefined when the app is delivered to over HTTP. */
  openSocketUrl: (() => string) | undefined;
}
