import { z } from 'zod';
import type { Settings } from '../platform/settings.ts';
import type { Line } from './line.ts';

const oldestNode = [20, 19];
const askWithinMs = 3_000;

const readySchema = z.looseObject({
  ok: z.boolean(),
  checks: z.array(
    z.looseObject({
      name: z.string(),
      ok: z.boolean(),
      isWarning: z.boolean().exactOptional(),
      says: z.string(),
    }),
  ),
});

/** The program's Node, and what a running Barbell says of itself. */
export async function examineProcess({ port }: Settings): Promise<Line[]> {
  return [judgeNode(process.versions.node), ...(await askRunning(port))];
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

async function askRunning(port: number): Promise<Line[]> {
  const about = 'process';
  const url = `http://127.0.0.1:${port}/readyz`;
  const [asked] = await Promise.allSettled([
    fetch(url, { signal: AbortSignal.timeout(askWithinMs) }).then((answer) => answer.json()),
  ]);
  if (asked.status === 'rejected') {
    return [
      {
        as: 'warn',
        about,
        says: `nothing answers at ${url}: start Barbell, or set PORT to the one it has.`,
      },
    ];
  }
  const ready = readySchema.safeParse(asked.value);
  if (!ready.success) {
    return [
      {
        as: 'warn',
        about,
        says: `${url} is answered by something else: set PORT to the one that Barbell has.`,
      },
    ];
  }
  const unwell = ready.data.checks.filter(({ ok }) => !ok);
  if (unwell.length === 0) return [{ as: 'ok', about, says: 'is running and ready' }];
  return unwell.map(({ name, isWarning, says }) => ({
    as: isWarning === true ? 'warn' : 'bad',
    about: `${about}, ${name}`,
    says,
  }));
}
