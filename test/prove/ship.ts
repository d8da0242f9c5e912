import type { PlantedFault } from './planted.ts';

const test = 'test/house/ship.test.ts';

/** What is shipped: packages, image, container. */
export const shipFaults: readonly PlantedFault[] = [
  {
    ids: ['P42', 'F-98'],
    file: 'Dockerfile',
    find: 'ENV npm_config_build_from_source=true\n',
    put: '',
    test,
    title: 'installs by the lockfile, builds SQLite from source and leaves the tools behind',
    sizes: 'P42: a lockfile, exact pins, SQLite from source; no list of parts, no signatures',
  },
  {
    ids: ['P43'],
    file: 'Dockerfile',
    find: 'USER node\n',
    put: '',
    test,
    title: 'runs as nobody special, keeps its data outside, and can be asked how it is',
    sizes: 'P43: the settings are read; no container is run here',
  },
  {
    ids: ['P43'],
    file: 'compose.yml',
    find: '    read_only: true\n',
    put: '',
    test,
    title: 'builds this image with no rights and a disk that nobody writes to',
    sizes: 'P43: the settings are read; no container is run here',
  },
];
