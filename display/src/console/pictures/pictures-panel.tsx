import { Button, Switch } from '@mantine/core';
import { useRef } from 'react';
import type { ConsoleView } from '@piaojue/contract/console-view';
import { useConsoleText } from '../../i18n/console-text.ts';
import { useOrders } from '../orders.ts';
import { PictureSwitch } from '../picture-switch.tsx';
import { PageControls } from './page-controls.tsx';
import { Preview, Program } from './program.tsx';
import { ReadingControls } from './reading-controls.tsx';

/** All screens: what each shows and what comes next, with what turns their pages. */
export function PicturesPanel(props: { readonly view: ConsoleView; readonly serverNow: () => number }) {
  const { view, serverNow } = props;
  const { t } = useConsoleText();
  const { order, busy } = useOrders();
  const hall = useRef<HTMLDivElement>(null);
  const presidium = useRef<HTMLDivElement>(null);
  const { follow, nextShow } = view.screens.presidium;
  return (
    <section className="pictures" aria-label={t('picture.onScreen')}>
      <Program view={view} serverNow={serverNow} frame={hall} />
      <ReadingControls view={view} />
      <PageControls view={view} frame={hall} />
      <Preview view={view} serverNow={serverNow} />
      <PictureSwitch view={view} />
      <section className="picture-controls" aria-label={t('picture.presidium')}>
        <Switch
          label={t('picture.follow')}
          checked={follow}
          disabled={busy}
          onChange={(event) => void order('screen:set', { place: 'presidium', follow: event.currentTarget.checked })}
          data-testid="presidium-follow"
        />
        {follow ? (
          <Program view={view} place="presidium" serverNow={serverNow} />
        ) : (
          <>
            <div className="picture-pair">
              <Program view={view} place="presidium" serverNow={serverNow} frame={presidium} />
              <div>
                <Preview view={view} place="presidium" serverNow={serverNow} />
                <Button
                  size="sm"
                  variant="default"
                  fullWidth
                  mt={4}
                  disabled={busy || nextShow === null}
                  onClick={() => nextShow !== null && void order('screen:show', { place: 'presidium', ...nextShow })}
                  data-testid="presidium-take"
                >
                  {t('picture.takePresidium')}
                </Button>
              </div>
            </div>
            <PageControls view={view} place="presidium" frame={presidium} />
            <PictureSwitch view={view} place="presidium" />
          </>
        )}
      </section>
    </section>
  );
}
