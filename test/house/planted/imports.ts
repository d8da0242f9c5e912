/** For each rule of .dependency-cruiser.cjs a tree of files that breaks it: path → text. */
export const plants: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'no-circle': {
    'src/lib/a.ts': `import { b } from './b.ts';\nexport const a = b;\n`,
    'src/lib/b.ts': `import { a } from './a.ts';\nexport const b = a;\n`,
  },
  'features-form-a-line': {
    'src/features/one/rules.ts': `import { two } from '../two/rules.ts';\nexport const one = two;\n`,
    'src/features/one/store.ts': 'export const oneStore = 1;\n',
    'src/features/two/rules.ts': 'export const two = 2;\n',
    'src/features/two/store.ts': `import { oneStore } from '../one/store.ts';\nexport const s = oneStore;\n`,
  },
  'lib-imports-nothing-of-ours': {
    'src/lib/a.ts': `import type { Db } from '../platform/db/open.ts';\nexport type A = Db;\n`,
    'src/platform/db/open.ts': 'export type Db = string;\n',
  },
  'platform-knows-no-feature': {
    'src/platform/log.ts': `import { r } from '../features/review/rules.ts';\nexport const log = r;\n`,
    'src/features/review/rules.ts': 'export const r = 1;\n',
  },
  'database-knows-only-lib': {
    'src/platform/db/open.ts': `import { log } from '../log.ts';\nexport const db = log;\n`,
    'src/platform/log.ts': 'export const log = 1;\n',
  },
  'features-do-not-start-things': {
    'src/features/help/handlers.ts': `import { features } from '../../app.ts';\nexport const h = features;\n`,
    'src/app.ts': 'export const features = [];\n',
  },
  'only-app-imports-feature': {
    'src/process.ts': `import { f } from './features/help/feature.ts';\nexport const p = f;\n`,
    'src/features/help/feature.ts': 'export const f = 1;\n',
  },
  'features-meet-at-rules-and-store': {
    'src/features/review/handlers.ts': `import { steps } from '../draft/steps.ts';\nexport const h = steps;\n`,
    'src/features/draft/steps.ts': 'export const steps = 1;\n',
  },
  'doors-are-nobodys-tool': {
    'src/features/review/project.ts': `import { h } from './handlers.ts';\nexport const p = h;\n`,
    'src/features/review/handlers.ts': 'export const h = 1;\n',
  },
  'rules-are-pure': {
    'src/features/review/clock-rules.ts': `import type { Log } from '../../platform/log.ts';\nexport type L = Log;\n`,
    'src/platform/log.ts': 'export type Log = string;\n',
  },
  'rules-need-no-node': {
    'src/features/signal/measure.ts': `import { readFileSync } from 'node:fs';\nexport const m = readFileSync;\n`,
  },
  'stores-know-no-slack': {
    'src/features/review/store-vote.ts': `import { send } from '../../platform/outbox/store.ts';\nexport const v = send;\n`,
    'src/platform/outbox/store.ts': 'export const send = 1;\n',
  },
  'views-know-no-database': {
    'src/features/review/messages.ts': `import { find } from './store.ts';\nexport const m = find;\n`,
    'src/features/review/store.ts': 'export const find = 1;\n',
  },
  'sql-lives-in-stores': {
    'src/features/review/handlers.ts': `import { sql } from 'kysely';\nexport const h = sql;\n`,
  },
  'drivers-live-in-platform-db': {
    'src/features/review/store.ts': `import pg from 'pg';\nexport const s = pg;\n`,
  },
  'slack-lives-in-platform-slack': {
    'src/features/review/handlers.ts': `import bolt from '@slack/bolt';\nexport const h = bolt;\n`,
  },
  'cron-lives-in-platform-schedule': {
    'src/features/review/jobs.ts': `import { schedule } from 'node-cron';\nexport const j = schedule;\n`,
  },
  'the-log-has-one-writer': {
    'src/features/review/jobs.ts': `import { pino } from 'pino';\nexport const j = pino;\n`,
  },
  'src-knows-no-sandbox': {
    'src/app.ts': `import { start } from '../sandbox/server/start.ts';\nexport const a = start;\n`,
    'sandbox/server/start.ts': 'export const start = 1;\n',
  },
  'bench-stands-outside': {
    'src/app.ts': `import { rows } from '../bench/rows.ts';\nexport const a = rows;\n`,
    'bench/rows.ts': 'export const rows = [];\n',
  },
  'sandbox-is-loaded-late': {
    'src/local-workspace.ts': `import { start } from '../sandbox/server/start.ts';\nexport const a = start;\n`,
    'sandbox/server/start.ts': 'export const start = 1;\n',
  },
  'sandbox-knows-no-bot': {
    'sandbox/server/start.ts': `import type { Id } from '../../src/lib/ids.ts';\nexport type S = Id;\n`,
    'src/lib/ids.ts': 'export type Id = string;\n',
  },
  'no-development-package': {
    'src/lib/a.ts': `import fc from 'fast-check';\nexport const a = fc;\n`,
  },
  'everything-resolves': {
    'src/lib/a.ts': `import { b } from './missing.ts';\nexport const a = b;\n`,
  },
  'andon-is-sealed': {
    'src/features/andon/rules.ts': `import { subject } from '../onepager/store-subject.ts';\nexport const r = subject;\n`,
    'src/features/onepager/store-subject.ts': `import type { Log } from '../../platform/log.ts';\nexport const subject: Log = 1;\n`,
    'src/platform/log.ts': 'export type Log = number;\n',
  },
  'andon-takes-little': {
    'src/features/andon/handlers.ts': `import { once } from '../../platform/slack/once.ts';\nimport { createHash } from 'node:crypto';\nexport const h = [once, createHash];\n`,
    'src/platform/slack/once.ts': 'export const once = 1;\n',
  },
  'one-door-into-the-sealed-room': {
    'src/features/review/project.ts': `import { listWaiting } from '../andon/store.ts';\nexport const p = listWaiting;\n`,
    'src/features/andon/store.ts': 'export const listWaiting = 1;\n',
  },
};

/** What the sealed room may not reach, each over a file that it may import: a file → what it would bring. */
export const sealedOff: Readonly<Record<string, string>> = {
  'src/platform/log.ts': 'the log',
  'src/platform/metrics.ts': 'metrics',
  'src/platform/clock.ts': 'the exact time',
  'src/platform/slack/once.ts': 'acts and their keys',
  'src/platform/slack/people.ts': 'people',
  'src/platform/slack/roster.ts': 'people by team',
  'src/platform/slack/payload.ts': 'who presses',
  'src/platform/slack/sealed-limiter.ts': 'who is limited',
  'src/platform/outbox/store.ts': 'the outbox',
  'src/features/decision/store.ts': 'who decided',
  'src/features/answer/handlers.ts': 'who answers',
  'src/features/raised/store.ts': 'what people do with it by name',
};
