import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sixWeeks } from '../../sandbox/server/play/six-weeks.ts';
import { openStage } from '../../sandbox/server/play/stage.ts';
import { type Crew, openCrew } from '../harness/crew.ts';
import { chooseWords } from './arguments.ts';
import { Camera } from './camera.ts';
import { listKnown, listUnseen } from './known.ts';
import { Photographer } from './photographer.ts';
import { clearDesk, listBusy, people } from './scene.ts';
import { acts, beforeStory, scenes, stops } from './scenes.ts';
import { writeSheet } from './sheet.ts';

// `npm run screens`: lives through everything that Barbell can show, and takes a picture of each on a phone's and a
// desktop's width, light and dark. `npm run screens -- settle,freeze` takes only the pictures whose names have one of these words.

const folder = fileURLToPath(new URL('../browser/screens', import.meta.url));
const asked = chooseWords(process.argv.slice(2), scenes);
if ('wrong' in asked) {
  process.stderr.write(`${asked.wrong}\n`);
  process.exit(1);
}
const { only } = asked;

await rm(folder, { recursive: true, force: true });
const crew = await openCrew({ transport: 'socket' });
const camera = await Camera.open(crew.world.sandboxUrl, folder);
const photographer = new Photographer(crew, camera, only);
const trouble: string[] = [];
try {
  for (const scene of beforeStory) await photographer.take(scene);
  await tellStory(crew);
  for (const scene of acts) await photographer.take(scene);
} catch (error) {
  trouble.push(`The story ended early: ${error instanceof Error ? error.stack : String(error)}`);
} finally {
  await writeSheet(folder, photographer.taken);
  trouble.push(...camera.complaints);
  await camera.close();
  await crew.world.stop();
}
if (only === undefined) {
  const unseen = listUnseen(photographer.seen, listKnown());
  trouble.push(...unseen.map((name) => `No picture of: ${name}`));
}
process.stdout.write(`${photographer.taken.length} scenes in ${join(folder, 'index.html')}\n`);
for (const line of trouble) process.stderr.write(`${line}\n`);
process.exitCode = trouble.length + photographer.wrong.length === 0 ? 0 : 1;

/** Plays the six weeks with a stop for the camera wherever there is something new to see. */
async function tellStory(crew: Crew): Promise<void> {
  const stage = await openStage(crew.client, 0);
  const told = new Set<RegExp>();
  for (const { caption, run } of sixWeeks) {
    const words = typeof caption === 'string' ? caption : caption(stage);
    await run(stage);
    for (const stop of stops.filter(({ after }) => after.test(words))) {
      told.add(stop.after);
      const busy = await listBusy(crew);
      for (const scene of stop.scenes) await photographer.take(scene);
      // The story goes on from the desks as it left them.
      for (const who of people) if (!busy.includes(who)) await clearDesk(crew, who);
    }
  }
  const missed = stops.filter(({ after }) => !told.has(after));
  trouble.push(...missed.map(({ after }) => `The story no longer says ${after}`));
}
