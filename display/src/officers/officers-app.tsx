import { MantineProvider, Text } from '@mantine/core';
import { useState } from 'react';
import type { OfficersView } from '@piaojue/contract/officers-view';
import { deskTheme } from '../console/theme.ts';
import { useConsoleText } from '../i18n/console-text.ts';
import { screenText } from '../i18n/screen-text.ts';
import { type LiveLink, useLive } from '../link/live-link.ts';
import { PinForm } from '../link/pin-form.tsx';
import { StaleNotice } from '../link/stale-notice.tsx';
import { OfficersPage, type OfficersPageName } from './officers-page.tsx';

/** The pages `/monitor` and `/presiding`: one link, the sign-on, and the page of whoever signed in. */
export function OfficersApp(props: { readonly link: LiveLink<OfficersView>; readonly page: OfficersPageName }) {
  const { link } = props;
  const { state, view, fault } = useLive(link);
  const { t, language } = useConsoleText();
  const [asksPin, setAsksPin] = useState(false);
  const role = link.role();
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
      {view !== null && role !== null && (
        <OfficersPage
          page={props.page}
          role={role}
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
