import type { Feature } from '../../platform/slack/feature.ts';
import { watchAlarms } from './jobs.ts';

/** Says when the ritual fails in a named way, with what mends it. */
export const alarmFeature: Feature = { name: 'alarm', jobs: [watchAlarms] };
