import { sweepCalls } from '../crash/failing-calls.ts';
import { openFresh } from '../harness/fresh.ts';
import type { SoakPart } from './part.ts';

/** Every call of the core loop to Slack, failing in each of six ways. Its size is the loop's own. (P08, P09) */
export const callsPart: SoakPart = {
  name: 'calls',
  run: async () => {
    const { calls, injected, kinds, lost, doubled, labelled } = await sweepCalls({
      open: openFresh,
    });
    return {
      ...{ calls, injected, ...Object.fromEntries(kinds), lost, doubled },
      'repeats that say so': labelled,
    };
  },
};
