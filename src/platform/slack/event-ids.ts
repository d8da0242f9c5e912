import { createHash } from 'node:crypto';
import { eventSchema } from './payload.ts';

const most = 2_000;

/** Remembers what the last events said, by their ids: a second one with the same id says the same, or something is wrong. */
export class EventIds {
  private readonly digests = new Map<string, string>();

  /** Whether an event of this id has said something else before; the first one counts. (reliability.md B-18) */
  isTaken(body: unknown): boolean {
    const { event, event_id: id } = eventSchema.parse(body);
    const digest = createHash('sha256').update(JSON.stringify(event)).digest('base64');
    const known = this.digests.get(id);
    if (known !== undefined) return known !== digest;
    this.digests.set(id, digest);
    const [oldest] = this.digests.keys();
    if (this.digests.size > most && oldest !== undefined) this.digests.delete(oldest);
    return false;
  }
}
