import { z } from 'zod';
import type { Settings } from '../platform/settings.ts';
import type { Line } from './line.ts';

const oldestNode = [20, 19];
const askWithinMs = 3_000;

const readySchema = z.looseObject({
  ok: z.boolean(),
  mode: z.string(),
  checks: z.array(
    z.looseObject({
      name: z.string(),
      ok: z.boolean(),
      isWarning: z.boolean().exactOptional(),
      says: z.string(),
    }),
  ),
});

/** What was found of a running Barbell. */
export interface RunningProcess {
  lines: Line[];
  /** It runs beside the local workspace, which needs no tokens. */
  isLocal: boolean;
}

/** The program's Node, and what a running Barbell says of itself. */
export async function examineProcess({ port }: Pick<Settings, 'port'>): Promise<RunningProcess> {
  const { lines, isLocal } = await askRunning(port);
  return { lines: [judgeNode(process.versions.node), ...lines], isLocal };
}

/** Whether this Node is one that Barbell runs on. */
export function judgeNode(version: string): Line {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = oldestNode;
  const isOld = major < wantedMajor || (major === wantedMajor && minor < wantedMinor);
  return isOld
    ? {
        as: 'bad',
        about: 'Node',
        says: `${version} is too old: install ${oldestNode.join('.')} or later.`,
      }
    : { as: 'ok', about: 'Node', says: version };
}

async function askRunning(port: number): Promise<RunningProcess> {
  const about = 'process';
  const url = `http://127.0.0.1:${port}/readyz`;
  const warn = (says: string): RunningProcess => ({
    lines: [{ as: 'warn', about, says }],
    isLocal: false,
  });
  const [asked] = await Promise.allSettled([
    fetch(url, { signal: AbortSignal.timeout(askWithinMs) }).then((answer) => answer.json()),
  ]);
  if (asked.status === 'rejected') {
    return warn(`nothing answers at ${url}: start Barbell, or set PORT to the one it has.`);
  }
  const ready = readySchema.safeParse(asked.value);
  if (!ready.success) {
    return warn(`${url} is answered by something else: set PORT to the one that Barbell has.`);
  }
  const isLocal = ready.data.mode === 'local workspace';
  const unwell = ready.data.checks.filter(({ ok }) => !ok);
  const lines: Line[] = unwell.map(({ name, isWarning, says }) => ({
    as: isWarning === true ? 'warn' : 'bad',
    // Another Barbell may have the usual port; then its complaints are not those of the one that is asked about.
    about: `${about} on port ${port}, ${name}`,
    says,
  }));
  const well: Line = {
    as: 'ok',
    about,
    says: `is running and ready on port ${port}${isLocal ? ', on the local workspace' : ''}`,
  };
  return { lines: lines.length === 0 ? [well] : lines, isLocal };
}
