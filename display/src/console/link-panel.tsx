import { Fragment } from 'react';
import { List, Table, Text } from '@mantine/core';
import type { ConsoleView, HealthView, HearingLinkView, LinkView } from '@piaojue/contract/console-view';
import { useConsoleText } from '../i18n/console-text.ts';
import { dbm } from './signal-text.ts';

/** The way from the receivers to here: state, silence, and one number for each way it can fail. */
export function LinkPanel({ view }: { readonly view: ConsoleView }) {
  const { t } = useConsoleText();
  return (
    <div className="link-panel">
      {view.links.length === 0 && <Text c="dimmed">{t('links.empty')}</Text>}
      {view.links.length > 0 && (
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('links.gateway')}</Table.Th>
              <Table.Th>{t('links.state')}</Table.Th>
              <Table.Th>{t('links.silent')}</Table.Th>
              <Table.Th>{t('links.receiver')}</Table.Th>
              <Table.Th>{t('links.channel')}</Table.Th>
              <Table.Th>{t('links.hears')}</Table.Th>
              <Table.Th>{t('links.signal')}</Table.Th>
              <Table.Th>{t('links.speaks')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {view.links.map((link) => (
              <LinkRows key={`${link.gateway} ${link.port}`} link={link} />
            ))}
          </Table.Tbody>
        </Table>
      )}
      <Health health={view.health} />
    </div>
  );
}

function LinkRows({ link }: { readonly link: HearingLinkView }) {
  const { t } = useConsoleText();
  return (
    <Fragment>
      <Table.Tr data-testid={`link-${link.port}`} data-state={link.state}>
        <Table.Td>{link.gateway}</Table.Td>
        <Table.Td>
          <LinkMark state={link.state} />
        </Table.Td>
        <Table.Td>{link.silentMs === null ? t('app.none') : t('links.ms', { ms: link.silentMs })}</Table.Td>
        <Table.Td>{link.receiver ?? t('app.none')}</Table.Td>
        <Table.Td>{link.channel ?? t('app.none')}</Table.Td>
        <Table.Td data-testid={`hears-${link.port}`}>{link.heard}</Table.Td>
        <Table.Td>{link.signal === null ? t('app.none') : t('check.dbm', { signal: dbm(link.signal) })}</Table.Td>
        <Table.Td>{link.speaks ? t('app.yes') : t('app.none')}</Table.Td>
      </Table.Tr>
      <Table.Tr>
        <Table.Td colSpan={8}>
          {/* As long as a path is: in a column of its own it would push the last ones off the desk. */}
          <Text size="sm" className="link-port">
            {t('links.port')} {link.port}
          </Text>
          {link.fault && (
            <Text size="sm" data-testid={`fault-${link.port}`}>
              {t(`linkFault.${link.fault}`)}
            </Text>
          )}
          <Counters title={t('links.counters')} counters={link.counters} />
        </Table.Td>
      </Table.Tr>
    </Fragment>
  );
}

/** A filled dot is up, an amber triangle wants somebody to look, an open dot is on its way. */
export function LinkMark({ state }: { readonly state: LinkView['state'] }) {
  const { t } = useConsoleText();
  return (
    <span className="link-mark" data-state={state}>
      {t(`link.${state}`)}
    </span>
  );
}

function Counters(props: { readonly title: string; readonly counters: Readonly<Record<string, number>> }) {
  const entries = Object.entries(props.counters);
  if (entries.length === 0) return null;
  return (
    <details>
      <summary>{props.title}</summary>
      <dl className="counters">
        {entries.map(([name, count]) => (
          <div key={name} data-counted={count > 0}>
            <dt>{name}</dt>
            <dd>{count}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function Health({ health }: { readonly health: HealthView }) {
  const { t } = useConsoleText();
  const facts: readonly (readonly [string, string | number])[] = [
    [t('links.screens'), health.screens],
    [t('links.consoles'), health.consoles],
    [t('links.officers'), health.officers],
    [t('links.gateways'), health.gateways],
    [t('links.fsync'), t('links.ms', { ms: health.fsyncMs.toFixed(1) })],
    [t('links.roundKey'), t(`roundKey.${health.roundKey}`)],
  ];
  return (
    <>
      <dl className="counters">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        {health.certificate !== null && (
          <div className="counters-long">
            <dt>{t('links.certificate')}</dt>
            <dd>{health.certificate}</dd>
          </div>
        )}
      </dl>
      {health.warnings.length > 0 && (
        <List size="sm" className="health-warnings">
          {health.warnings.map((warning) => (
            <List.Item key={warning}>{warning}</List.Item>
          ))}
        </List>
      )}
      <Counters title={t('links.refused')} counters={health.refused} />
    </>
  );
}
