import type { Hear } from '../../../sandbox/server/in-process.ts';
import type { Json } from '../../../sandbox/server/json.ts';
import type { Dice } from '../dice.ts';
import type { FaultKind, Storm } from './storm.ts';

type Body = Parameters<Hear>[0];

/** A payload that has not come in yet, or comes in once more. */
interface Waiting {
  body: Body;
  hear: () => Hear | undefined;
}

/** What Slack delivers in a storm: twice, late, in another order, or not at all. */
export class Deliveries {
  private readonly storm: Storm;
  private readonly dice: Dice;
  private waiting: Waiting[] = [];
  /** Ids of ours with those of another workspace that a forger puts in their place. */
  forged: ReadonlyMap<RegExp, string> = new Map();
  /** What was answered to forged payloads. */
  readonly heard: string[] = [];

  constructor(storm: Storm, dice: Dice) {
    this.storm = storm;
    this.dice = dice;
  }

  /** How many payloads are still under way. */
  get underWay(): number {
    return this.waiting.length;
  }

  /** An ear that hears what the storm lets through; `ears` are those that are up at the moment. */
  listen(ears: () => readonly Hear[]): Hear {
    const pick = () => (ears().length === 0 ? undefined : this.dice.pick(ears()));
    return async (body, ack) => {
      const hear = pick();
      if (hear === undefined) return;
      const isEvent = body.type === 'event_callback';
      const kind = this.pickKind(isEvent);
      if (kind === undefined) return hear(body, ack);
      this.storm.strike(kind);
      await this.strike(kind, { body, hear: pick }, { now: hear, ack });
    };
  }

  /** Everything that is under way comes in, in another order than it was sent. */
  async flush(): Promise<void> {
    const waiting = this.dice.shuffle(this.waiting);
    if (waiting.length > 1) this.storm.strike('delivery: out of order');
    this.waiting = [];
    for (const { body, hear } of waiting) {
      await Promise.allSettled([hear()?.(structuredClone(body), () => {})]);
    }
  }

  private pickKind(isEvent: boolean): FaultKind | undefined {
    // Events are rare beside what people press.
    if (!this.storm.mayStrike(this.dice, isEvent ? 0.4 : 0.12)) return undefined;
    const both: FaultKind[] = ['delivery: twice at once', 'delivery: again later'];
    if (isEvent) return this.dice.pick([...both, 'delivery: dropped, sent again']);
    const forgery: FaultKind[] = this.forged.size > 0 ? ['delivery: ids of another workspace'] : [];
    return this.dice.pick([...both, ...forgery, 'delivery: late', 'delivery: dropped']);
  }

  private async strike(
    kind: FaultKind,
    waiting: Waiting,
    { now, ack }: { now: Hear; ack: (answer: unknown) => void },
  ): Promise<void> {
    const { body } = waiting;
    switch (kind) {
      case 'delivery: twice at once':
        await Promise.all([now(structuredClone(body), ack), now(structuredClone(body), () => {})]);
        return;
      case 'delivery: again later':
        this.waiting.push(waiting);
        return now(structuredClone(body), ack);
      case 'delivery: ids of another workspace':
        await now(structuredClone(body), ack);
        await Promise.allSettled([
          now(this.forge(body), (answer) => this.heard.push(JSON.stringify(answer ?? ''))),
        ]);
        return;
      case 'delivery: dropped':
        return;
      default:
        // Nobody hears it now, and Slack or the network brings it later.
        this.waiting.push(waiting);
    }
  }

  /** The same payload of another moment, with another workspace's ids wherever ours were. */
  private forge(body: Body): Json {
    let text = JSON.stringify(body);
    for (const [ours, theirs] of this.forged) text = text.replaceAll(ours, theirs);
    text = text.replaceAll(/"trigger_id":"([^"]*)"/g, '"trigger_id":"$1.forged"');
    return JSON.parse(text);
  }
}
