import { useState } from 'react';
import { MantineProvider } from '@mantine/core';
import '@mantine/core/styles.css';
import '../console/console.css';
import '../officers/officers.css';
import { deskTheme } from '../console/theme.ts';
import { setConsoleLanguage } from '../i18n/console-text.ts';
import { OfficersPage } from '../officers/officers-page.tsx';
import { OFFICER_SCENES, officersSample } from './officers-samples.ts';

/** `/monitor` or `/presiding` on a sample (`officers=monitor&scene=ready&lang=en&link=lost`). Orders go nowhere. */
export function OfficersGallery({ query }: { readonly query: URLSearchParams }) {
  const language = query.get('lang');
  useState(() => language !== null && setConsoleLanguage(language === 'en' ? 'en' : 'zh-CN'));
  const page = query.get('officers') === 'presiding' ? 'presiding' : 'monitor';
  const view = officersSample(OFFICER_SCENES.find((scene) => scene === query.get('scene')) ?? 'ready');
  return (
    <MantineProvider theme={deskTheme} forceColorScheme="light">
      <OfficersPage
        page={page}
        role={page === 'presiding' ? 'presiding' : 'chiefMonitor'}
        view={view}
        state={query.get('link') === 'lost' ? 'lost' : query.get('link') === 'pin' ? 'pin' : 'live'}
        serverNow={() => view.now}
        onSignIn={() => undefined}
        send={async (name, fields) => {
          document.body.dataset['lastOrder'] = JSON.stringify([name, fields]);
          return { ok: true, value: { roundId: 3 } };
        }}
      />
    </MantineProvider>
  );
}
