import { afterAll, beforeAll } from 'vitest';
import { type PostgresServer, startPostgres } from '../stores/postgres-server.ts';
import { tellCoreLoop } from './core-loop-story.ts';

let server: PostgresServer | undefined;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.stop());

tellCoreLoop('over signed HTTP, on PostgreSQL', () => ({
  transport: 'http',
  databaseUrl: `${server?.url ?? ''}postgres`,
}));
