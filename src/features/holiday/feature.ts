import type { Feature } from '../../platform/slack/feature.ts';
import { holidayActions, holidayCallbackId } from './form.ts';
import { chooseCountry, openHolidays, submitHolidays } from './handlers.ts';

/** Public holidays by country, and the team's own days off. */
export const holidayFeature: Feature = {
  name: 'holiday',
  actions: { [holidayActions.open]: openHolidays, [holidayActions.country]: chooseCountry },
  submits: { [holidayCallbackId]: submitHolidays },
};
