import { useEffect, useRef, useState } from 'react';
import type { ScreenView } from '@piaojue/contract/screen-view';
import { screenText } from '../i18n/screen-text.ts';
import { PinForm } from '../link/pin-form.tsx';
import { type LiveLink, useLive } from '../link/live-link.ts';
import { Layers } from './layers.tsx';
import { useAspect } from './use-aspect.ts';
import { spoken } from './wording.ts';

/** The page `/screen`: a link, and the picture of its last snapshot. A lost link shows in a corner and nowhere else. */
export function ScreenApp({ link }: { readonly link: LiveLink<ScreenView> }) {
  const live = useLive(link);
  const box = useRef<HTMLElement>(null);
  const aspect = useAspect(box);
  const [asksPin, setAsksPin] = useState(false);
  const { view, state } = live;
  const t = screenText(view?.hall.language ?? 'zh-CN');

  useEffect(() => {
    if (view !== null) document.documentElement.lang = view.hall.language;
  }, [view]);

  // A picture in front of a hall is not replaced by a form until somebody at the screen asks for it.
  useEffect(() => {
    const ask = (event: KeyboardEvent) => {
      if (event.key === 'Enter') setAsksPin(state === 'pin');
    };
    window.addEventListener('keydown', ask);
    return () => window.removeEventListener('keydown', ask);
  }, [state]);

  const enterPin = async (pin: string) => {
    await link.enterPin(pin);
    setAsksPin(link.live().state === 'pin');
  };

  return (
    <>
      <main className="hall hall-full" ref={box} data-link={state}>
        {view !== null && <Layers view={view} aspect={aspect} serverNow={link.serverNow} />}
        {(state === 'lost' || state === 'pin' || view === null) && (
          <p className="link-lost" data-testid={view === null ? 'link-wanted' : 'link-lost'}>
            {t(state === 'pin' ? 'pin.ask' : view === null ? 'pages.connecting' : 'linkLost')}
          </p>
        )}
        <p className="unseen" role="status" data-testid="status">
          {view === null ? '' : spoken(view, t)}
        </p>
      </main>
      {state === 'pin' && (asksPin || (view === null && !live.refused)) && (
        <PinForm t={t} fault={live.fault} onPin={enterPin} />
      )}
    </>
  );
}
