import type { VNode } from 'preact';

const paths: Record<string, string> = {
  home: 'M3.5 9.2 10 3.5l6.5 5.7V16a1 1 0 0 1-1 1h-3.6v-4.5H8.1V17H4.5a1 1 0 0 1-1-1Z',
  message:
    'M4 4h12a1.5 1.5 0 0 1 1.5 1.5v7A1.5 1.5 0 0 1 16 14h-5l-4 3.2V14H4a1.5 1.5 0 0 1-1.5-1.5v-7A1.5 1.5 0 0 1 4 4Z',
  hash: 'M7.6 3.5 6 16.5M14 3.5l-1.6 13M3.8 7.5h13M3.2 12.5h13',
  lock: 'M5.5 9h9a1 1 0 0 1 1 1v5.5a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1V10a1 1 0 0 1 1-1Zm1.5 0V6.5a3 3 0 0 1 6 0V9',
  people:
    'M7.5 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6Zm-5 7c0-3 2-5 5-5s5 2 5 5M13 4a3 3 0 0 1 0 5.4M14.5 11.8c2 .7 3 2.3 3 4.7',
  clock: 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM10 6v4.3l2.8 1.7',
  moon: 'M16.5 12.2A7 7 0 0 1 7.8 3.5a7 7 0 1 0 8.7 8.7Z',
  sun: 'M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM10 1.8v2M10 16.2v2M1.8 10h2M16.2 10h2M4.2 4.2l1.4 1.4M14.4 14.4l1.4 1.4M4.2 15.8l1.4-1.4M14.4 5.6l1.4-1.4',
  eye: 'M1.8 10S4.8 4.5 10 4.5 18.2 10 18.2 10 15.2 15.5 10 15.5 1.8 10 1.8 10ZM10 12.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6Z',
  file: 'M5.5 2.5h6l4 4v10a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1v-13a1 1 0 0 1 1-1Zm6 0v4h4',
  menu: 'M3 5.5h14M3 10h14M3 14.5h14',
  plus: 'M10 4v12M4 10h12',
};

/** A small line drawing. */
export function Icon({ name, size = 18 }: { name: string; size?: number }): VNode {
  return (
    <svg viewBox="0 0 20 20" width={size} height={size} aria-hidden="true" class="icon">
      <path d={paths[name] ?? ''} />
    </svg>
  );
}
