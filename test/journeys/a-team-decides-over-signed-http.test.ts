import { tellCoreLoop } from './core-loop-story.ts';

tellCoreLoop('over signed HTTP', () => ({ transport: 'http' }));
