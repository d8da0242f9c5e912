import type { Feature } from '../../platform/slack/feature.ts';
import { calendarAction } from '../team/calendar-rules.ts';
import { calendarCallbackId } from './form.ts';
import { openCalendar, sendCalendar } from './handlers.ts';

/** The review in people's own calendars. */
export const calendarFeature: Feature = {
  name: 'calendar',
  actions: { [calendarAction]: openCalendar },
  opens: [calendarAction],
  submits: { [calendarCallbackId]: sendCalendar },
};
