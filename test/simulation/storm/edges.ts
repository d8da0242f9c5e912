import type { Witness } from './witness.ts';

type Edges = Readonly<Record<string, readonly string[]>>;

/** From which state what may become what, in any number of moves between two looks. (product.md *Write*, *Review*) */
const edges = {
  onepager: {
    running: ['frozen', 'parked', 'stopped', 'promoted'],
    frozen: ['running', 'parked', 'stopped', 'promoted'],
    parked: ['running', 'frozen', 'stopped', 'promoted'],
    stopped: [],
    promoted: [],
  },
  review: { open: ['closed'], closed: [] },
  card: { open: ['decided', 'no-decision'], 'no-decision': ['decided'], decided: [] },
  deviation: {
    open: ['candidate', 'promoted', 'retired'],
    candidate: ['promoted', 'retired'],
    promoted: [],
    retired: [],
  },
} satisfies Record<string, Edges>;

type Kind = keyof typeof edges;
const kinds = ['onepager', 'review', 'card', 'deviation'] as const satisfies readonly Kind[];

/** I12: the state of each thing moves along the edges that it has, and nothing goes away. */
export async function expectEdges(witness: Witness): Promise<void> {
  for (const kind of kinds) {
    const rows = await witness.world.db.selectFrom(kind).select(['id', 'state']).execute();
    const known: Edges = edges[kind];
    const seen = new Set<string>();
    for (const { id, state } of rows) {
      const key = `${kind} ${id}`;
      seen.add(key);
      const before = witness.states.get(key);
      if (before !== undefined && before !== state && known[before]?.includes(state) !== true)
        witness.fail('I12', `${key} went from ${before} to ${state}`);
      witness.states.set(key, state);
    }
    const gone = [...witness.states.keys()].find(
      (key) => key.startsWith(`${kind} `) && !seen.has(key),
    );
    if (gone !== undefined) witness.fail('I12', `${gone} is gone`);
  }
}
