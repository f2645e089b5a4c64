import type { HearingLinkView } from '@piaojue/contract/console-view';
import type { PortView } from '@piaojue/contract/port-view';
import { useSetupText } from '../../i18n/setup-text.ts';
import type { StepProps } from '../setup-page.tsx';
import { PrimaryButton } from './primary-button.tsx';

export function ReceiverStep({ view, sequence }: StepProps) {
  const { t } = useSetupText();
  const { links, ports, health, setup } = view;
  const up = links.filter(({ state }) => state === 'up').length;
  // A port that is a receiver already stands above as one.
  const others = ports.filter(({ state }) => state !== 'receiver');
  return (
    <>
      <p className="setup-lead">{t('receiver.lead')}</p>
      {setup.simulated && <p className="setup-note">● {t('receiver.simulated')}</p>}
      <ul className="setup-cards">
        {links.map((link, i) => (
          <ReceiverCard key={link.index} link={link} place={i + 1} />
        ))}
        {links.length === 0 && (
          <li data-state="wait" data-testid="receiver-none">
            <b>○ {t('receiver.none')}</b>
            {health.gateways === 0 && (
              <>
                <span>{t('receiver.noGateway')}</span>
                <code>{`piaojue gateway --port auto --server ${location.origin} --token-file KEYS/gateway.token`}</code>
              </>
            )}
          </li>
        )}
      </ul>
      {others.length > 0 && (
        <>
          <h3>{t('receiver.ports')}</h3>
          <ul className="setup-cards">
            {others.map((port) => (
              <PortCard key={`${port.gateway} ${port.path}`} port={port} />
            ))}
          </ul>
        </>
      )}
      <PrimaryButton
        disabled={up === 0}
        onPress={async () =>
          await sequence.run(async (order) => await order('setup:step', { step: 'receiver', to: 'done' }))
        }
        testId="receiver-done"
      >
        {t('act.next')}
      </PrimaryButton>
    </>
  );
}

const STATE_WORDS = {
  up: 'receiver.up',
  opening: 'receiver.opening',
  greeting: 'receiver.opening',
  silent: 'receiver.silent',
  lost: 'receiver.lost',
  refused: 'receiver.refused',
} as const;

function ReceiverCard({ link, place }: { readonly link: HearingLinkView; readonly place: number }) {
  const { t } = useSetupText();
  const isUp = link.state === 'up';
  return (
    <li data-state={isUp ? 'good' : 'attention'} data-testid={`receiver-${place}`}>
      <b>
        {isUp ? '✓' : '▲'} {t('line.receiver', { n: place })} · {t(STATE_WORDS[link.state])}
      </b>
      <span>
        {link.channel !== null && `${t('receiver.channel', { channel: link.channel })} · `}
        {t('receiver.hears', { heard: link.heard })}
      </span>
      <small>{link.port}</small>
    </li>
  );
}

const PORT_WORDS = {
  candidate: 'receiver.candidate',
  listening: 'receiver.listening',
  receiver: 'receiver.isReceiver',
  foreign: 'receiver.foreign',
  denied: 'receiver.denied',
  gone: 'receiver.gone',
} as const;

/** What is at a serial port, and what to do where it is not a receiver yet. */
function PortCard({ port }: { readonly port: PortView }) {
  const { t } = useSetupText();
  const { state, path, label, user, group, holder } = port;
  const needsSomebody = state === 'denied' || state === 'busy' || state === 'gone';
  return (
    <li data-state={needsSomebody ? 'attention' : 'plain'} data-testid={`port-${path}`} data-port={state}>
      <b>
        {needsSomebody ? '▲' : '○'} {path} ·{' '}
        {state === 'busy' ? t('receiver.busy', { holder: holder ?? '–' }) : t(PORT_WORDS[state])}
      </b>
      {state === 'denied' && group !== null && user !== null && (
        <>
          <span>{t('receiver.deniedFix')}</span>
          <code data-testid="port-fix">{`sudo usermod -aG ${group} ${user}`}</code>
        </>
      )}
      {state === 'denied' && group === null && <span>{t('receiver.deniedRule')}</span>}
      {state === 'busy' && <span>{t('receiver.busyFix')}</span>}
      {state === 'gone' && <span>{t('receiver.goneFix')}</span>}
      {label !== '' && <small>{label}</small>}
    </li>
  );
}
