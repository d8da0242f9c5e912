import { alarmScenes } from './alarm-scenes.ts';
import { andonLaterScenes, andonScenes } from './andon-scenes.ts';
import { answerScenes } from './answer-scenes.ts';
import { dareScenes } from './dare-scenes.ts';
import { floorScenes, settleScenes } from './floor-scenes.ts';
import { freezeScenes } from './freeze-scenes.ts';
import { laterReviews } from './gate-scenes.ts';
import { keyScenes } from './key-scenes.ts';
import { companyScenes, outsideScenes, sizeScenes } from './outside-scenes.ts';
import type { Scene, Stop } from './scene.ts';
import { homeOf } from './scene.ts';
import { smellScenes } from './smell-scenes.ts';
import { firstReview, firstWeek } from './story-scenes.ts';
import { timeScenes } from './time-scenes.ts';
import { writeScenes } from './write-scenes.ts';

/** Before anybody has invited Barbell. */
export const beforeStory: readonly Scene[] = [
  {
    shows: 'home no team',
    when: 'first look',
    by: 'ana',
    live: (crew) => homeOf(crew, 'ana', /invite @Barbell/),
  },
  {
    shows: 'home no team',
    when: 'a guest',
    by: 'gil',
    live: (crew) => homeOf(crew, 'gil', /Barbell/),
  },
];

/** The stops of the played story. */
export const stops: readonly Stop[] = [...firstWeek, ...firstReview, ...laterReviews];

/** After the story, with six weeks behind the team. */
export const acts: readonly Scene[] = [
  ...writeScenes,
  ...answerScenes,
  ...floorScenes,
  ...outsideScenes,
  // Before somebody leaves.
  ...keyScenes,
  ...dareScenes,
  ...timeScenes,
  ...andonScenes,
  // Weeks in which nobody dares.
  ...alarmScenes,
  ...andonLaterScenes,
  ...smellScenes,
  ...settleScenes,
  ...freezeScenes,
  ...companyScenes,
  ...sizeScenes,
];

/** Every scene. */
export const scenes: readonly Scene[] = [
  ...beforeStory,
  ...stops.flatMap((stop) => stop.scenes),
  ...acts,
];
