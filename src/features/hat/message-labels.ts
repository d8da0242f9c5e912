import type { Loop, Move, Symptom, Trait, Visibility } from './rules.ts';

/** What people read for each trait of the culture. */
export const traitLabels: Readonly<Record<Trait, string>> = {
  'no-guidance': 'Big goals, no guidance',
  'no-context': 'Context vacuum: people do not know why',
  siloed: 'Siloed incentives',
  'conflict-averse': 'Conflict is avoided',
};

/** What people read for each symptom. */
export const symptomLabels: Readonly<Record<Symptom, string>> = {
  'faux-alignment': 'Faux alignment: we nod and do not agree',
  fragmented: 'Fragmented execution',
  drift: 'Operational drift',
  'no-experiments': 'No mindset for experiments',
};

/** What people read for each loop. */
export const loopLabels: Readonly<Record<Loop, string>> = {
  appearance: 'Appearance',
  silo: 'Silo',
  drift: 'Drift',
  silence: 'Silence',
};

/** What people read for each counter-move. */
export const moveLabels: Readonly<Record<Move, string>> = {
  'how-checkpoint': 'A context and “how?” checkpoint',
  'one-to-ones': 'Cross-team 1:1s',
  prototype: 'A mini prototype',
  publish: 'Publish v0.0.1, then a retro',
};

/** What people choose from when they say who may read. */
export const visibilityLabels: Readonly<Record<Visibility, string>> = {
  me: 'Only me',
  people: 'People I name',
  team: 'The team: full members of its channel',
  workspace: 'Everyone: full members of the workspace',
};
