import { randomBytes } from 'node:crypto';

const maxUses = 5;

/** Where an answer sent to a `response_url` goes. */
export interface ResponseTarget {
  channel: string;
  userId: string;
  /** The message whose button was pressed, or the last answer to a command. */
  messageTs: string | undefined;
  threadTs: string | undefined;
}

interface Issued extends ResponseTarget {
  issuedAt: number;
  uses: number;
}

/** `response_url`s: five uses within half an hour. */
export class ResponseUrls {
  private readonly issued = new Map<string, Issued>();
  private readonly lifeMs: number;

  constructor(lifeMs: number) {
    this.lifeMs = lifeMs;
  }

  /** The path of a fresh url. */
  issue(target: ResponseTarget): string {
    const key = randomBytes(12).toString('hex');
    this.issued.set(key, { ...target, issuedAt: performance.now(), uses: 0 });
    return `/response/${key}`;
  }

  /** The target, counted as one use, or Slack's refusal. */
  use(key: string): ResponseTarget | { error: 'used_url' | 'expired_url' | 'invalid_url' } {
    const found = this.issued.get(key);
    if (!found) return { error: 'invalid_url' };
    if (performance.now() - found.issuedAt > this.lifeMs) return { error: 'expired_url' };
    if (found.uses >= maxUses) return { error: 'used_url' };
    found.uses += 1;
    return found;
  }
}
