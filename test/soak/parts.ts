import { callsPart } from './calls.ts';
import { clockPart } from './clock.ts';
import { fuzzPart } from './fuzz.ts';
import { killsPart } from './kills.ts';
import type { SoakPart } from './part.ts';
import { refreshPart } from './refresh.ts';
import { replicasPart } from './replicas.ts';
import { simulationPart } from './simulation.ts';
import { stormPart } from './storm.ts';

/** Everything that is soaked, in the order in which it runs. */
export const parts: readonly SoakPart[] = [
  simulationPart,
  stormPart,
  fuzzPart,
  refreshPart,
  callsPart,
  replicasPart,
  clockPart,
  killsPart,
];
