import { randomBytes } from 'node:crypto';
import type { Json } from '../json.ts';
import { appId, botUserId, teamId, type Workspace } from '../workspace/workspace.ts';
import type { Deliverer } from './deliverer.ts';
import type { Outcome } from './transport.ts';

/** Sends events the app subscribed to, again and again until acknowledged. */
export class EventSender {
  private readonly workspace: Workspace;
  private readonly deliverer: Deliverer;
  private readonly subscribed: Set<string>;
  private readonly redeliverMs: number[];
  private readonly timers = new Set<NodeJS.Timeout>();
  private isStopped = false;

  constructor(
    workspace: Workspace,
    deliverer: Deliverer,
    options: { events: string[]; redeliverMs: number[] },
  ) {
    this.workspace = workspace;
    this.deliverer = deliverer;
    this.subscribed = new Set(options.events);
    this.redeliverMs = options.redeliverMs;
  }

  /** Resolves after the first attempt; undefined when the app did not subscribe. */
  async emit(event: Json & { type: string }): Promise<Outcome | undefined> {
    if (!this.subscribed.has(event.type)) return undefined;
    const payload = this.wrap(event);
    return this.attempt(payload, 0, '');
  }

  stop(): void {
    this.isStopped = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  private async attempt(payload: Json, attempt: number, reason: string): Promise<Outcome> {
    const outcome = await this.deliverer.send({
      kind: 'events_api',
      payload,
      retryAttempt: attempt,
      retryReason: reason,
    });
    const pause = this.redeliverMs[attempt];
    if (!outcome.isAcked && pause !== undefined && !this.isStopped) {
      const nextReason = outcome.failure ?? 'http_timeout';
      const timer = setTimeout(() => {
        this.timers.delete(timer);
        void this.attempt(payload, attempt + 1, nextReason);
      }, pause);
      this.timers.add(timer);
    }
    return outcome;
  }

  private wrap(event: Json): Json {
    return {
      token: 'sandbox-verification-token',
      team_id: teamId,
      context_team_id: teamId,
      context_enterprise_id: null,
      api_app_id: appId,
      event: { event_ts: this.workspace.nextTs(), ...event },
      type: 'event_callback',
      event_id: `Ev${randomBytes(6).toString('hex').toUpperCase()}`,
      event_time: this.workspace.nowSeconds,
      authorizations: [
        {
          enterprise_id: null,
          team_id: teamId,
          user_id: botUserId,
          is_bot: true,
          is_enterprise_install: false,
        },
      ],
      is_ext_shared_channel: false,
      event_context: randomBytes(12).toString('hex'),
    };
  }
}
