import { workerData } from 'node:worker_threads';
import { z } from 'zod';
import { makeBackup } from './backup.ts';

// The thread in which the nightly backup is made; a failure reaches whoever started it.
void makeBackup(z.object({ databaseUrl: z.string(), to: z.string() }).parse(workerData));
