import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../house/repository.ts';
import { writeTable } from './table.ts';

// `npm run promises`: writes docs/promises.md.
writeFileSync(join(root, 'docs/promises.md'), writeTable());
