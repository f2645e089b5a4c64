import { MantineProvider, Text } from '@mantine/core';
import type { ConsoleView } from '@piaojue/contract/console-view';
import { deskTheme } from '../console/theme.ts';
import { screenText } from '../i18n/screen-text.ts';
import { useSetupText } from '../i18n/setup-text.ts';
import { type LiveLink, useLive } from '../link/live-link.ts';
import { PinForm } from '../link/pin-form.tsx';
import { StaleNotice } from '../link/stale-notice.tsx';
import { SetupPage } from './setup-page.tsx';

/** The page `/setup`: the first run of a hall. */
export function SetupApp({ link }: { readonly link: LiveLink<ConsoleView> }) {
  const { state, view, fault } = useLive(link);
  const { t, language } = useSetupText();
  return (
    <MantineProvider theme={deskTheme} forceColorScheme="light">
      <StaleNotice t={screenText(language)} />
      {view === null && state !== 'pin' && (
        <Text p="xl" role="status">
          {fault === null ? t('app.waiting') : screenText(language)(`pin.${fault}`)}
        </Text>
      )}
      {view !== null && state !== 'pin' && (
        <SetupPage view={view} state={state} send={link.send} serverNow={link.serverNow} />
      )}
      {state === 'pin' && <PinForm t={screenText(language)} fault={fault} onPin={link.enterPin} />}
    </MantineProvider>
  );
}
