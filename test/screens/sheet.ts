import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { themes, widths } from './camera.ts';
import type { Taken } from './photographer.ts';

/** Writes `index.html`: every scene in a row, its four pictures beside each other. */
export async function writeSheet(folder: string, taken: readonly Taken[]): Promise<void> {
  const rows = taken.map(({ file, scene }) => {
    const pictures = widths.flatMap((width) =>
      themes.map(
        (theme) =>
          `<a href="${file}-${width}-${theme}.png"><img loading="lazy" width="${width / 2}" src="${file}-${width}-${theme}.png" alt="${file}, ${width} wide, ${theme}"></a>`,
      ),
    );
    return `<h2 id="${file}">${scene.shows} <small>${scene.when}</small></h2><div>${pictures.join('\n')}</div>`;
  });
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Everything that Barbell shows</title>
<style>body{font:15px system-ui;margin:2rem;background:#eee}small{font-weight:400;color:#555}div{display:flex;gap:1rem;align-items:start;overflow-x:auto}</style>
<h1>Everything that Barbell shows</h1>
${rows.join('\n')}
</html>
`;
  await writeFile(join(folder, 'index.html'), page);
}
