// Which way imports go (docs/architecture.md). test/house/imports.test.ts plants a violation of every rule in here.

/** Pure files of a feature: rules under any name, and whole features that are nothing but rules (docs/decisions/0002). */
const rules = fileNamed('rules');
const pureFeatures = '^src/features/(signal|quality|scene|opening)/';
const stores = fileNamed('store');
/** What people fill in and read. */
const views = fileNamed('form|forms|message|messages');
const doors = fileNamed('handlers|jobs|feature');
const starters = '^src/((app|main|cli|process|tools|local-workspace)\\.ts$|operate/)';
/** Where another feature may be entered: rules, store, views, and the seams that redraw or look up what it owns. */
const entrances = fileNamed('rules|store|form|forms|message|messages|project|access|amendment');
const wholeEntrances = '^src/features/(signal|quality|scene|opening|verdict)/';
const tests = '\\.test\\.tsx?$';

/** All that the sealed room may import. */
const sealedNeeds = [
  '^src/(lib|features/andon)/',
  '^src/platform/db/(open|trace|transact)\\.ts$',
  '^src/platform/db/(instant|tables)\\.ts$',
  '^src/platform/schedule/due\\.ts$',
  '^src/platform/slack/(sealed|blocks|text|metadata)\\.ts$',
  '^src/features/team/store-home\\.ts$',
  '^src/features/(holiday/access|opening/day-rules)\\.ts$',
  '^src/features/onepager/(store-subject|subject-rules)\\.ts$',
  '^src/features/raised/(concern-rules|concern-messages|store-public|store-setting)\\.ts$',
  'node_modules/(zod|kysely|@slack/types)/',
];
/** What it may not even reach: the log, acts and their keys, people, the outbox, the decisions, and what people do by name. */
const unsealed = [
  '^src/platform/(log|health|health-rules|metrics|clock|settings|watch|watching)\\.ts$',
  '^src/platform/(outbox|schedule/tick)',
  '^src/platform/slack/(feature|once|people|roster|answer|bolt|client|payload|refresh|reply|sealed-)',
  '^src/features/(decision|answer|home|review|team/(?!store-home))',
  '^src/features/raised/(rules|store|messages|project)\\.ts$',
  'node_modules/(pino|prom-client)/',
];

/** The files of any feature with one of these words in their name: `rules.ts`, `settings-rules.ts`, `store-search.ts`. */
function fileNamed(words) {
  return `^src/features/[^/]+/[a-z-]*\\b(${words})\\b[a-z-]*\\.ts$`;
}

function forbid(name, comment, from, to) {
  return { name, comment, severity: 'error', from, to };
}

module.exports = {
  forbidden: [
    forbid('no-circle', 'A circle has no bottom to read from.', {}, { circular: true }),
    {
      ...forbid(
        'features-form-a-line',
        'Features never meet in a circle, not even through different files.',
        { path: '^src/features/' },
        { circular: true },
      ),
      scope: 'folder',
    },
    forbid(
      'lib-imports-nothing-of-ours',
      'lib is the bottom.',
      { path: '^src/lib/', pathNot: tests },
      { path: '^(src/(?!lib/)|sandbox/|test/|bench/)' },
    ),
    forbid(
      'platform-knows-no-feature',
      'platform is what any Slack bot needs.',
      { path: '^src/platform/', pathNot: tests },
      { path: ['^src/features/', starters] },
    ),
    forbid(
      'database-knows-only-lib',
      'platform/db is below the other rooms of the platform; beside lib it knows where its own files lie.',
      { path: '^src/platform/db/' },
      { path: '^src/(?!lib/|platform/db/|platform/own-folder\\.ts$)' },
    ),
    forbid(
      'features-do-not-start-things',
      'The wiring knows the features, not the other way round.',
      { path: '^src/features/' },
      { path: starters },
    ),
    forbid(
      'only-app-imports-feature',
      'A table of contents is read by app.ts alone.',
      { path: '^(src|sandbox)/', pathNot: '^src/app\\.ts$' },
      { path: '^src/features/[^/]+/feature\\.ts$' },
    ),
    forbid(
      'features-meet-at-rules-and-store',
      'Handlers, jobs and the rest of a feature are its own.',
      { path: '^src/features/([^/]+)/', pathNot: tests },
      { path: '^src/features/', pathNot: ['^src/features/$1/', entrances, wholeEntrances] },
    ),
    forbid(
      'doors-are-nobodys-tool',
      'Handlers and jobs are called by the table of contents only.',
      { path: '^src/features/', pathNot: [doors, tests] },
      { path: doors },
    ),
    forbid(
      'rules-are-pure',
      'Rules know no platform, no Node and no package but dates and zod.',
      { path: [rules, pureFeatures], pathNot: tests },
      {
        path: ['^src/(?!lib/|features/)', stores, views, doors, 'node_modules/'],
        pathNot: 'node_modules/(zod|date-fns|@date-fns/tz)/',
      },
    ),
    forbid(
      'rules-need-no-node',
      'Rules run anywhere.',
      { path: [rules, pureFeatures, '^src/lib/'], pathNot: tests },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'stores-know-no-slack',
      'A store remembers; it does not speak. (people.ts is the cache of who is who, not Slack.)',
      { path: stores },
      {
        path: ['^src/platform/(slack|outbox|schedule)/', views, doors, 'node_modules/@slack/'],
        pathNot: '^src/platform/slack/people\\.ts$',
      },
    ),
    forbid(
      'views-know-no-database',
      'What people see is made from values.',
      { path: views, pathNot: tests },
      {
        path: ['^src/platform/(db|outbox|schedule)/', stores, doors, 'node_modules/kysely/'],
        pathNot: '^src/platform/outbox/rules\\.ts$',
      },
    ),
    forbid(
      'sql-lives-in-stores',
      'Queries are written where their tables are.',
      { path: '^src/(features/|[a-z-]+\\.ts)', pathNot: [stores, tests] },
      { path: 'node_modules/kysely/' },
    ),
    forbid(
      'drivers-live-in-platform-db',
      'better-sqlite3 and pg have one home.',
      { path: '^src/', pathNot: '^src/platform/db/' },
      { path: 'node_modules/(@types/)?(better-sqlite3|pg)/' },
    ),
    forbid(
      'slack-lives-in-platform-slack',
      'Bolt and the Web API have one home; the types of blocks may be named anywhere.',
      { path: '^(src|sandbox)/', pathNot: '^src/platform/slack/' },
      { path: 'node_modules/@slack/', pathNot: 'node_modules/@slack/types/' },
    ),
    forbid(
      'cron-lives-in-platform-schedule',
      'node-cron only rings the bell.',
      { path: '^(src|sandbox)/', pathNot: '^src/platform/schedule/' },
      { path: 'node_modules/(@types/)?node-cron/' },
    ),
    forbid(
      'the-log-has-one-writer',
      'pino is opened once.',
      { path: '^(src|sandbox)/', pathNot: '^src/platform/log\\.ts$' },
      { path: 'node_modules/pino/' },
    ),
    forbid(
      'src-knows-no-sandbox',
      'The bot is the same in Slack; only local-workspace.ts starts the stand-in.',
      { path: '^src/', pathNot: ['^src/local-workspace\\.ts$', tests] },
      { path: '^(sandbox|test|bench|scripts)/' },
    ),
    forbid(
      'sandbox-is-loaded-late',
      'Real Slack never pays for the stand-in.',
      { path: '^src/local-workspace\\.ts$' },
      { path: '^sandbox/', dynamic: false },
    ),
    forbid(
      'sandbox-knows-no-bot',
      'A stand-in that shares code with the bot shares its mistakes.',
      { path: '^sandbox/' },
      { path: '^(src|test|bench)/' },
    ),
    forbid(
      'bench-stands-outside',
      'What measures may use everything; nothing but the tests of its arithmetic uses it.',
      { path: '^(src|sandbox|test)/', pathNot: '^test/house/bench\\.test\\.ts$' },
      { path: '^bench/' },
    ),
    forbid(
      'no-development-package',
      'What ships runs without the development packages.',
      { path: '^(src|sandbox)/', pathNot: tests },
      { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/@types/' },
    ),
    forbid(
      'andon-is-sealed',
      'The anonymous cord reaches, over whatever files, neither the log nor anything that carries a person or remembers an act.',
      { path: ['^src/features/andon/', '^src/platform/slack/sealed\\.ts$'], pathNot: tests },
      { path: unsealed, reachable: true },
    ),
    forbid(
      'andon-takes-little',
      'What the sealed room may import is named here, one by one; no Node, no package but zod, Kysely and the types of blocks.',
      { path: '^src/features/andon/', pathNot: tests },
      { pathNot: sealedNeeds },
    ),
    forbid(
      'one-door-into-the-sealed-room',
      'Its table of contents goes to the door; nothing else of it is used anywhere.',
      { path: '^src/', pathNot: ['^src/features/andon/', tests] },
      { path: '^src/features/andon/', pathNot: '^src/features/andon/feature\\.ts$' },
    ),
    forbid(
      'everything-resolves',
      'An import that is not found is not checked.',
      { path: '^(src|sandbox|bench)/' },
      { couldNotResolve: true },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    parser: 'swc',
    // Its use of swc cannot read JSX; the page's imports are checked by test/house/imports.test.ts itself.
    exclude: '\\.tsx$|^bench/\\.cache/',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.d.ts'],
    },
  },
};
