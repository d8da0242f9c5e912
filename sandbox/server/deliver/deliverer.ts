import type { ActResult } from '../../protocol.ts';
import type { Faults } from '../faults.ts';
import type { Json } from '../json.ts';
import type { Envelope, Outcome, Transport } from './transport.ts';

/** Sends to the app over whichever transport it uses, and duplicates when a fault says so. */
export class Deliverer {
  readonly transport: Transport;
  /** Deliveries that nobody has answered yet. */
  waiting = 0;
  private readonly faults: Faults;

  constructor(transport: Transport, faults: Faults) {
    this.transport = transport;
    this.faults = faults;
  }

  send(envelope: Envelope): Promise<Outcome> {
    const sending = this.transport.send(envelope, this.faults.takeDeliverTwice() ? 2 : 1);
    const end = (): void => {
      this.waiting -= 1;
    };
    this.waiting += 1;
    void sending.then(end, end);
    return sending;
  }

  /** Clicks, submissions and commands: once, never again. */
  sendOnce(kind: 'interactive' | 'slash_commands', payload: Json): Promise<Outcome> {
    return this.send({ kind, payload, retryAttempt: 0, retryReason: '' });
  }
}

/** Says an outcome as the person's client would. */
export function reportOf(outcome: Outcome): ActResult {
  if (outcome.isAcked) {
    return { ok: true, acked: true, ackMs: outcome.ackMs, body: outcome.body };
  }
  const error = outcome.isReached ? 'operation_timeout' : 'dispatch_failed';
  return { ok: false, acked: false, ackMs: outcome.ackMs, error };
}
