import type { Fault } from '../protocol.ts';

/** Faults asked for and not used up yet. */
export class Faults {
  private waiting: { fault: Fault; left: number }[] = [];

  replace(faults: Fault[]): void {
    this.waiting = faults.map((fault) => ({ fault, left: fault.times ?? 1 }));
  }

  /** Takes every delay and the first other fault that match a Web API call. */
  takeForCall(method: string): { delayMs: number; fault: Fault | undefined } {
    let delayMs = 0;
    let fault: Fault | undefined;
    for (const entry of this.waiting) {
      if (entry.left < 1 || !matches(entry.fault, method)) continue;
      if (entry.fault.kind === 'delay') {
        delayMs += entry.fault.ms ?? 1000;
      } else if (callFaults.has(entry.fault.kind) && !fault) {
        fault = entry.fault;
      } else {
        continue;
      }
      entry.left -= 1;
    }
    return { delayMs, fault };
  }

  /** Whether the next delivery is to be made twice; counts one use. */
  takeDeliverTwice(): boolean {
    const entry = this.waiting.find((one) => one.fault.kind === 'deliverTwice' && one.left > 0);
    if (!entry) return false;
    entry.left -= 1;
    return true;
  }
}

const callFaults = new Set<Fault['kind']>([
  'dropAnswer',
  'serverError',
  'serverErrorAfter',
  'rateLimited',
  'error',
]);

function matches(fault: Fault, method: string): boolean {
  return fault.method === undefined || fault.method === '*' || fault.method === method;
}
