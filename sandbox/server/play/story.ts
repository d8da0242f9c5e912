import type { Actor } from './actor.ts';
import type { ControlClient } from './control-client.ts';

/** Who and what a story has to hand. */
export interface Stage {
  client: ControlClient;
  ana: Actor;
  ben: Actor;
  mia: Actor;
  noor: Actor;
  theo: Actor;
  lena: Actor;
}

/** One step: a plain sentence, and what happens. */
export interface Step {
  week: number;
  caption: string;
  run(stage: Stage): Promise<unknown>;
}
