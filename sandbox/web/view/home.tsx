import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { OpenView } from '../../protocol.ts';
import { Blocks } from '../block/block.tsx';
import { SiteFrame, useBlockSite } from '../element/site.tsx';
import { asFieldsList } from '../state/read.ts';
import { useWorkspace } from '../state/workspace.ts';

/** The app's Home tab, as the app published it for this person. */
export function HomeTab(): VNode {
  const { views, viewer, perform, refresh, snapshot } = useWorkspace();
  useEffect(() => {
    void perform({ act: 'openHome', userId: viewer.id }).then(refresh);
  }, [viewer.id]);
  const { home } = views;
  return (
    <section class="home" aria-label={`${snapshot.app.name} Home`}>
      {home ? (
        <HomeView key={`${viewer.id}/${home.id}`} home={home} />
      ) : (
        <div class="empty">
          <img src="/icon.svg" alt="" width="56" height="56" />
          <h2>Nothing here yet</h2>
          <p>{snapshot.app.name} has not sent this person a Home tab.</p>
        </div>
      )}
    </section>
  );
}

function HomeView({ home }: { home: OpenView }): VNode {
  const blocks = asFieldsList(home.view.blocks);
  const frame = useBlockSite({
    surface: 'home',
    target: { viewId: home.id },
    blocks,
    known: home.values,
  });
  return (
    <div class="home-sheet">
      <SiteFrame from={frame}>
        <Blocks blocks={blocks} />
      </SiteFrame>
    </div>
  );
}
