import { tellCoreLoop } from './core-loop-story.ts';

tellCoreLoop('over Socket Mode, on SQLite', () => ({ transport: 'socket' }));
