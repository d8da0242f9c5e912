import type { ComponentChildren, VNode } from 'preact';
import { placeOfLink } from '../state/place.ts';
import { useWorkspace } from '../state/workspace.ts';

/** A link; one that leads into this workspace opens here, any other in a new tab. */
export function Link(props: { url: string; children: ComponentChildren; label?: string }): VNode {
  const { goTo, snapshot } = useWorkspace();
  const isSafe = /^(https?:|mailto:|tel:|slack:|\/)/i.test(props.url);
  if (!isSafe) return <span>{props.children}</span>;
  const place = placeOfLink(props.url);
  const isHere =
    place?.kind === 'app' || snapshot.channels.some((channel) => channel.id === place?.channel);
  if (place && isHere) {
    const open = (event: Event) => {
      event.preventDefault();
      goTo(place);
    };
    return (
      <a href={props.url} onClick={open}>
        {props.children}
      </a>
    );
  }
  return (
    <a href={props.url} target="_blank" rel="noreferrer noopener">
      {props.children}
    </a>
  );
}
