import { MantineProvider } from '@mantine/core';
import '@mantine/core/styles.css';
import '../console/console.css';
import { ConsolePage } from '../console/console-page.tsx';
import { SourcesProvider } from '../console/sources.ts';
import { deskTheme } from '../console/theme.ts';
import { sampleConsole } from './console-samples.ts';
import { consoleScene, isScene, sampleSources } from './console-scenes.ts';
import { sampleReadiness } from './readiness-samples.ts';
import type { Phase } from './samples.ts';

/** The console on a sample (`phase`) or in a scene of its own (`scene`). Orders go nowhere; the last one can be read from the document. */
export function ConsoleGallery({ query }: { readonly query: URLSearchParams }) {
  const scene = query.get('scene');
  const view =
    scene !== null && isScene(scene)
      ? consoleScene(scene)
      : sampleConsole(query.get('phase') as Phase, {
          seats: Number(query.get('seats') ?? 101),
          rehearsal: query.has('rehearsal'),
        });
  const report = sampleReadiness(Number(query.get('seats') ?? 101));
  const sources = { ...sampleSources, readiness: { report: async () => report, csv: async () => null } };
  return (
    <MantineProvider theme={deskTheme} forceColorScheme="light">
      <SourcesProvider value={sources}>
        <ConsolePage
          view={view}
          state="live"
          firstTab={(query.get('tab') ?? 'seats') as 'seats'}
          serverNow={() => view.now}
          onSignIn={() => undefined}
          send={async (name, fields) => {
            document.body.dataset['lastOrder'] = JSON.stringify([name, fields]);
            return {
              ok: false,
              error: { code: 'bad-contest', detail: 'candidates/2/name: 名称为空\nrules/seats: 应少于候选数' },
            };
          }}
        />
      </SourcesProvider>
    </MantineProvider>
  );
}
