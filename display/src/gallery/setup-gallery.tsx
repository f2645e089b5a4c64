import { MantineProvider } from '@mantine/core';
import '@mantine/core/styles.css';
import '../setup/setup.css';
import '../health/health.css';
import { SourcesProvider } from '../console/sources.ts';
import { deskTheme } from '../console/theme.ts';
import { HealthPage } from '../health/health-app.tsx';
import type { SendCommand } from '../link/commands.ts';
import { SetupPage } from '../setup/setup-page.tsx';
import { SetupSourcesProvider } from '../setup/setup-sources.ts';
import { sampleSources } from './console-scenes.ts';
import { HEALTH_SCENES, healthScene } from './health-scenes.ts';
import { SETUP_SCENES, setupScene } from './setup-scenes.ts';

/** The first run in a scene (`setup&phase=receiverDenied&link=lost`). Orders go nowhere; with `refused` each is refused. */
export function SetupGallery({ query }: { readonly query: URLSearchParams }) {
  const scene = SETUP_SCENES.find((name) => name === query.get('phase')) ?? 'language';
  const { view, deck, readiness } = setupScene(scene);
  return (
    <MantineProvider theme={deskTheme} forceColorScheme="light">
      <SourcesProvider
        value={{ ...sampleSources, readiness: { report: async () => readiness, csv: async () => null } }}
      >
        <SetupSourcesProvider
          value={{
            deck: async () => deck,
            retitle: async () => (query.has('refused') ? { refused: REFUSED } : 'done'),
          }}
        >
          <SetupPage view={view} state={linkOf(query)} send={sendOf(query)} serverNow={() => view.now} />
        </SetupSourcesProvider>
      </SourcesProvider>
    </MantineProvider>
  );
}

/** The hall's health (`health&phase=faults`). */
export function HealthGallery({ query }: { readonly query: URLSearchParams }) {
  const view = healthScene(HEALTH_SCENES.find((name) => name === query.get('phase')) ?? 'well');
  return (
    <MantineProvider theme={deskTheme} forceColorScheme="light">
      <HealthPage view={view} state={linkOf(query)} send={sendOf(query)} />
    </MantineProvider>
  );
}

const REFUSED = '签到正在进行，结束后再试';

const linkOf = (query: URLSearchParams) => (query.get('link') === 'lost' ? 'lost' : 'live');

const sendOf =
  (query: URLSearchParams): SendCommand =>
  async (name, fields) => {
    document.body.dataset['lastOrder'] = JSON.stringify([name, fields]);
    return query.has('refused')
      ? { ok: false, error: { code: 'wrong-state', detail: REFUSED } }
      : { ok: true, value: { roundId: null } };
  };
