import { fuzzInbound } from '../simulation/inbound/fuzz.ts';
import type { SoakPart } from './part.ts';

/** So many payloads to one company; then the next one is founded. */
const each = 10_000;

/** Payloads with something wrong in them, delivered to one company after another. (reliability.md P47) */
export const fuzzPart: SoakPart = {
  name: 'fuzz',
  run: async ({ fuzz }) => {
    let inputs = 0;
    let slowestMs = 0;
    for (let seed = 1; inputs < fuzz; seed += 1) {
      const figures = await fuzzInbound({ seed, inputs: Math.min(each, fuzz - inputs) });
      inputs += figures.inputs;
      slowestMs = Math.max(slowestMs, figures.slowestMs);
    }
    if (slowestMs > 3_000) throw new Error(`one was answered after ${slowestMs} ms`);
    return {
      'fuzz inputs': inputs,
      'unanswered, harmful or hanging': 0,
      'slowest answer, ms': slowestMs,
    };
  },
};
