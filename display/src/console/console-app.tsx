import { MantineProvider, Text } from '@mantine/core';
import { useState } from 'react';
import type { ConsoleView } from '@piaojue/contract/console-view';
import { useConsoleText } from '../i18n/console-text.ts';
import { screenText } from '../i18n/screen-text.ts';
import { type LiveLink, useLive } from '../link/live-link.ts';
import { PinForm } from '../link/pin-form.tsx';
import { StaleNotice } from '../link/stale-notice.tsx';
import { ConsolePage } from './console-page.tsx';
import { deskTheme } from './theme.ts';

/** The page `/console`. */
export function ConsoleApp({ link }: { readonly link: LiveLink<ConsoleView> }) {
  const { state, view, fault } = useLive(link);
  const { t, language } = useConsoleText();
  const [asksPin, setAsksPin] = useState(false);
  const enterPin = async (pin: string) => {
    await link.enterPin(pin);
    setAsksPin(link.live().state === 'pin');
  };
  return (
    <MantineProvider theme={deskTheme} forceColorScheme="light">
      <StaleNotice t={screenText(language)} />
      {view === null && state !== 'pin' && (
        <Text p="xl" role="status" data-fault={fault}>
          {fault === null ? t('app.waiting') : screenText(language)(`pin.${fault}`)}
        </Text>
      )}
      {view !== null && (
        <ConsolePage
          view={view}
          state={state}
          send={link.send}
          serverNow={link.serverNow}
          onSignIn={() => setAsksPin(true)}
        />
      )}
      {state === 'pin' && (view === null || asksPin) && (
        <PinForm t={screenText(language)} fault={fault} onPin={enterPin} />
      )}
    </MantineProvider>
  );
}
