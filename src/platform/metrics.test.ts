import { expect, it } from 'vitest';
import { openMetrics } from './metrics.ts';

const now = new Date('2026-11-24T09:00:00.000Z');
const before = (seconds: number): Date => new Date(now.getTime() - seconds * 1000);
const figures = {
  checks: [
    { name: 'transport', ok: true, says: 'ok' },
    { name: 'outbox', ok: false, says: 'a message has waited for 20 minutes' },
  ] as const,
  waiting: {
    counts: { pending: 3, sending: 1, unknown: 0, sent: 40, dead: 2 },
    oldestSince: before(1_200),
  },
  longestStallMs: 6_750,
  tickedAt: before(4),
  failedJobs: new Map([['review.open', 2]]),
  backupAt: before(7_200),
};

it('writes each figure under its name, and says so when the process is not ready', async () => {
  const text = await openMetrics('0.1.0').write(figures, now);
  const lines = text.split('\n').filter((line) => !line.startsWith('#') && line !== '');
  expect(lines).toEqual(
    expect.arrayContaining([
      'barbell_info{version="0.1.0"} 1',
      'barbell_check{part="transport"} 1',
      'barbell_check{part="outbox"} 0',
      'barbell_ready 0',
      'barbell_outbox_messages{state="dead"} 2',
      'barbell_outbox_oldest_seconds 1200',
      'barbell_scheduler_lag_seconds 4',
      // Not to the millisecond: what an andon writes would be seen in it.
      'barbell_loop_stall_seconds 6',
      'barbell_backup_age_seconds 7200',
      'barbell_job_failures_total{job="review.open"} 2',
    ]),
  );
});

it('is ready with a part that only warns', async () => {
  const checks = [
    { name: 'backup', ok: false, isWarning: true, says: 'run barbell backup' },
  ] as const;
  const text = await openMetrics('0.1.0').write({ ...figures, checks }, now);
  expect(text).toContain('barbell_check{part="backup"} 0\n');
  expect(text).toContain('barbell_ready 1\n');
});

it('has no label but these, and nothing that counts what people do', async () => {
  const text = await openMetrics('0.1.0').write(figures, now);
  const labels = [...text.matchAll(/[{,](\w+)="/g)].map(([, name]) => name);
  expect([...new Set(labels)].toSorted()).toEqual(['job', 'part', 'state', 'version']);
  expect(text).not.toMatch(/cpu|process_|nodejs_|memory|andon|act|request/i);
});

it('counts a job once, however often it is asked, and knows no backup where there is none', async () => {
  const metrics = openMetrics('0.1.0');
  await metrics.write(figures, now);
  const { backupAt: _, ...bare } = figures;
  const text = await metrics.write({ ...bare, backupAt: undefined }, now);
  expect(text).toContain('barbell_job_failures_total{job="review.open"} 2\n');
  expect(text).not.toMatch(/^barbell_backup_age_seconds /m);
});
