import type { Feature } from '../../platform/slack/feature.ts';
import { watchDoses } from './jobs.ts';

/** The one small dose that each cycle opens with. */
export const doseFeature: Feature = { name: 'dose', jobs: [watchDoses] };
