import type { Step } from './story.ts';
import { weekFive } from './week-five.ts';
import { weekFour } from './week-four.ts';
import { weekOne } from './week-one.ts';
import { weekSix } from './week-six.ts';
import { weekThree } from './week-three.ts';
import { weekTwo } from './week-two.ts';

/** A team of five lives through six weeks: everything here is clicked, typed or said by one of them. */
export const sixWeeks: readonly Step[] = [
  ...weekOne,
  ...weekTwo,
  ...weekThree,
  ...weekFour,
  ...weekFive,
  ...weekSix,
];
