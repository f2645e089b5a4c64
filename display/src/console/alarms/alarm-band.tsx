import { Button } from '@mantine/core';
import type { ConsoleView } from '@piaojue/contract/console-view';
import { useConsoleText } from '../../i18n/console-text.ts';
import { OrderButton } from '../order-button.tsx';
import { useOrders } from '../orders.ts';
import { type AlarmLine, alarmLines, asks } from './alarm-groups.ts';
import { alarmAge, alarmDo, alarmWhat } from './alarm-words.ts';

/**
 * The one place of alarms: a band that is always there, so that nothing moves when one comes. It shows the gravest that
 * nobody has seen, what to do about it, and how many more there are.
 */
export function AlarmBand(props: { readonly view: ConsoleView; readonly onAll: () => void }) {
  const { t } = useConsoleText();
  const { alarms } = props.view;
  const lines = alarmLines(alarms);
  const asking = lines.filter(({ alarms: [first] }) => asks(first));
  const [line] = asking;
  const known = alarms.filter((alarm) => !asks(alarm) && !alarm.over && alarm.level !== 'log').length;
  const more = asking.length - 1;
  return (
    <section
      className="alarm-band"
      aria-label={t('alarm.title')}
      data-level={line?.level ?? 'none'}
      data-testid="alarm-band"
    >
      <div className="alarm-words" role="status">
        {line === undefined ? (
          <span className="alarm-none">○ {t('alarm.none')}</span>
        ) : (
          <Words line={line} view={props.view} />
        )}
      </div>
      {line !== undefined && <Acknowledge line={line} />}
      {(more > 0 || known > 0 || alarms.length > 0) && (
        <Button variant="default" onClick={props.onAll} data-testid="alarm-all">
          {more > 0
            ? t('alarm.more', { n: more })
            : line === undefined && known > 0
              ? t('alarm.known', { n: known })
              : t('alarm.all', { n: alarms.length })}
        </Button>
      )}
    </section>
  );
}

/** Amber and a shape: a square stops, a triangle wants somebody, a dot is a line of the log. */
export const MARK = { stops: '■', act: '▲', log: '•' } as const;

/** Mark, level, sentence, age; what to do stands under it. */
export function Words(props: { readonly line: AlarmLine; readonly view: ConsoleView }) {
  const { t, language } = useConsoleText();
  const { level, alarms } = props.line;
  const [first, ...others] = alarms;
  const { cause, times, over } = first;
  return (
    <>
      <b className="alarm-what" data-testid={`alarm-${cause.kind}`} data-over={over}>
        <span aria-hidden="true">{MARK[level]}</span> {t(`alarm.${level}`)}
        {'　'}
        {others.length > 0 && `${t('alarm.group', { n: alarms.length })} · `}
        {alarmWhat(cause, t)} <span className="alarm-age">{alarmAge(first, props.view.now, t, language)}</span>
        {times > 1 && ` · ${t('alarm.again', { times })}`}
        {over && ` · ✓ ${t('alarm.over')}`}
      </b>
      <span className="alarm-do">→ {alarmDo(cause, t)}</span>
    </>
  );
}

export function Acknowledge({ line }: { readonly line: AlarmLine }) {
  const { t } = useConsoleText();
  const { order } = useOrders();
  const ids = line.alarms.map(({ id }) => id);
  return (
    <OrderButton
      onOrder={() => void order('alarm:acknowledge', { ids })}
      data-testid={`alarm-acknowledge-${line.alarms[0].cause.kind}`}
    >
      {ids.length === 1 ? t('alarm.acknowledge') : t('alarm.acknowledgeAll', { n: ids.length })}
    </OrderButton>
  );
}
