import { MantineProvider, Text } from '@mantine/core';
import { useState } from 'react';
import type { ConsoleView } from '@piaojue/contract/console-view';
import { useConsoleText } from '../i18n/console-text.ts';
import { screenText } from '../i18n/screen-text.ts';
import { type LiveLink, useLive } from '../link/live-link.ts';
import { PinForm } from '../link/pin-form.tsx';
import { ConsolePage } from './console-page.tsx';
import { deskTheme } from './theme.ts';

/** The page `/console`. */
export function ConsoleApp({ link }: { readonly link: LiveLink<ConsoleView> }) {
  const { state, view, fault } = useLive(link);
  const { t, language } = useConsoleText();
  const [asksPin, setAsksPin] = useState(false);
  const enterPin = async (pin: string) => {
    await link.enterPin(pin);
    setAsksPin(false);
  };
  return (
    <MantineProvider theme={deskTheme} forceColorScheme="light">
      {view === null && state !== 'pin' && (
        <Text p="xl" role="status">
          {t('app.waiting')}
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
      {state === 'pin' && (view === null || asksPin || fault !== null) && (
        <PinForm t={screenText(language)} fault={fault} onPin={enterPin} />
      )}
    </MantineProvider>
  );
}
