import { randomBytes } from 'node:crypto';
import { SlackError } from './api/slack-error.ts';

interface Trigger {
  userId: string;
  issuedAt: number;
  isUsed: boolean;
  /** The view it came from, when it came from one. */
  viewId: string | undefined;
}

/** Trigger ids: short-lived, good once. */
export class Triggers {
  private readonly issued = new Map<string, Trigger>();
  private readonly lifeMs: number;

  constructor(lifeMs: number) {
    this.lifeMs = lifeMs;
  }

  issue(userId: string, viewId?: string): string {
    const id = `${Date.now()}.${this.issued.size}.${randomBytes(16).toString('hex')}`;
    this.issued.set(id, { userId, issuedAt: performance.now(), isUsed: false, viewId });
    return id;
  }

  /** The trigger's owner and view, or Slack's refusal. */
  check(id: string): Trigger {
    const trigger = this.issued.get(id);
    if (!trigger) throw new SlackError('invalid_trigger_id');
    if (trigger.isUsed) throw new SlackError('exchanged_trigger_id');
    if (performance.now() - trigger.issuedAt > this.lifeMs) {
      throw new SlackError('expired_trigger_id');
    }
    return trigger;
  }
}
