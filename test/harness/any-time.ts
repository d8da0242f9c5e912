import fc from 'fast-check';

// Days, times and zones as property tests draw them, with the zones that are furthest out or change their clocks oddly.

/** A day of the week, 1 is Monday. */
export const weekdays = fc.integer({ min: 1, max: 7 });

/** A time of day, `HH:MM`. */
export const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));

/** A zone. */
export const zones = fc.constantFrom(
  'Europe/Berlin',
  'America/New_York',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'UTC',
);
