import type { Act, ActResult } from '../../sandbox/protocol.ts';
import { ControlClient } from '../../sandbox/server/play/control-client.ts';

const patienceMs = 20_000;

/** A keyboard that notes how long each acknowledgement took. */
export class TimedClient extends ControlClient {
  private readonly note: (ms: number) => void;

  constructor(url: string, note: (ms: number) => void) {
    super(url, patienceMs);
    this.note = note;
  }

  override async act(act: Act): Promise<ActResult> {
    const startedAt = performance.now();
    const result = await super.act(act);
    if (result.acked === true) this.note(performance.now() - startedAt);
    return result;
  }
}
