import { useLayoutEffect, useRef } from 'react';
import type { Picture } from '@piaojue/contract/screen-view';
import { Moment } from '../moment.tsx';
import { useHall } from '../hall-context.ts';
import { motionAllowed } from '../motion.ts';
import { Rail } from '../rail.tsx';
import { ListName } from '../text-parts.tsx';
import { shareName } from '../wording.ts';

/** 实到 as the largest figure, and how far it is from the quorum. */
export function SignInPage({ picture }: { readonly picture: Extract<Picture, { kind: 'signIn' }> }) {
  const { view, t } = useHall();
  const { all, present, quorum } = picture;
  const share = (n: number) => `${(100 * Math.min(n, all)) / Math.max(all, 1)}%`;
  const marker = useRef<HTMLSpanElement>(null);
  const sentence = useRef<HTMLParagraphElement>(null);
  const before = useRef(quorum.met);

  useLayoutEffect(() => {
    if (before.current === quorum.met) return;
    before.current = quorum.met;
    if (!motionAllowed(view.hall)) return;
    marker.current?.animate([{ transform: 'scaleY(0.4)' }, { transform: 'none' }], {
      duration: 400,
      easing: 'ease-out',
    });
    sentence.current?.animate([{ opacity: 0 }, { opacity: 1 }], { duration: 300 });
  }, [quorum.met, view.hall]);

  return (
    <section className="sheet" data-settled="">
      <Rail title={picture.open ? t('signIn.title') : t('signIn.closed')} under={picture.plenary} />
      <Moment className="sign-in">
        <dl className="sign-in-figures">
          <div className="sign-in-present">
            <dt>{t('figure.present')}</dt>
            <dd data-testid="present">{present}</dd>
          </div>
          <div className="sign-in-all">
            <dt>{t('figure.all')}</dt>
            <dd data-testid="all">{all}</dd>
          </div>
          {picture.observers > 0 && (
            <div className="sign-in-observers">
              <dt>{t('figure.observers')}</dt>
              <dd data-testid="observers">{picture.observers}</dd>
            </div>
          )}
        </dl>
        <div className="gauge" aria-hidden="true">
          <div className="track">
            <span className="bar" style={{ width: share(present) }} />
          </div>
          <span className="gauge-marker" ref={marker} data-met={quorum.met} style={{ left: share(quorum.needed) }} />
          <span
            className="gauge-label"
            style={{ left: share(quorum.needed), translate: quorum.needed * 2 > all ? '-100%' : '0' }}
          >
            {t('signIn.quorumAt', { needed: quorum.needed })}
          </span>
        </div>
        <p className="quorum" data-testid="quorum" data-met={quorum.met} ref={sentence}>
          {quorum.met
            ? t('signIn.met')
            : picture.open
              ? t('signIn.missing', { missing: quorum.needed - present })
              : t('signIn.notMet')}
          <span>{t('signIn.share', { share: shareName(quorum, t) })}</span>
        </p>
        {picture.arrivals.length > 0 && (
          <div className="arrivals" data-testid="arrivals">
            <p>{t('signIn.arrivals')}</p>
            <ul>
              {picture.arrivals.map((name) => (
                <li key={name}>
                  <ListName text={name} person />
                </li>
              ))}
            </ul>
          </div>
        )}
      </Moment>
    </section>
  );
}
