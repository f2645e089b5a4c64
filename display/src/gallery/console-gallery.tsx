import { MantineProvider } from '@mantine/core';
import '@mantine/core/styles.css';
import '../console/console.css';
import { ConsolePage } from '../console/console-page.tsx';
import { ReadinessProvider } from '../console/use-readiness.ts';
import { consoleTheme } from '../console/theme.ts';
import { sampleConsole } from './console-samples.ts';
import { sampleReadiness } from './readiness-samples.ts';
import type { Phase } from './samples.ts';

/** The console on a sample. Orders go nowhere; the last one can be read from the document. */
export function ConsoleGallery({ query }: { readonly query: URLSearchParams }) {
  const view = sampleConsole(query.get('phase') as Phase, {
    seats: Number(query.get('seats') ?? 101),
    rehearsal: query.has('rehearsal'),
  });
  const report = sampleReadiness(Number(query.get('seats') ?? 101));
  const readiness = { report: async () => report, csv: async () => null };
  return (
    <MantineProvider theme={consoleTheme} forceColorScheme="light">
      <ReadinessProvider value={readiness}>
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
      </ReadinessProvider>
    </MantineProvider>
  );
}
