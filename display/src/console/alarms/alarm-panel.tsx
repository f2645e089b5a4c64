import { Text } from '@mantine/core';
import type { ConsoleView } from '@piaojue/contract/console-view';
import { useConsoleText } from '../../i18n/console-text.ts';
import { Acknowledge, Words } from './alarm-band.tsx';
import { alarmLines, asks } from './alarm-groups.ts';
import { timeOf } from './alarm-words.ts';

/** All alarms that last or were not seen yet, with what to do. */
export function AlarmPanel({ view }: { readonly view: ConsoleView }) {
  const { t, language } = useConsoleText();
  const lines = alarmLines(view.alarms);
  return (
    <div data-testid="alarm-panel">
      <Text size="sm" c="dimmed" mb="xs">
        {t('alarm.hint')}
      </Text>
      {lines.length === 0 && <Text>{t('alarm.empty')}</Text>}
      <ul className="alarm-list">
        {lines.map((line) => {
          const [first] = line.alarms;
          return (
            <li key={line.key} data-level={line.level} data-asks={asks(first)}>
              <div className="alarm-words">
                <Words line={line} view={view} />
              </div>
              {asks(first) ? (
                <Acknowledge line={line} />
              ) : (
                first.acknowledgedAt !== null && (
                  <Text size="sm">{t('alarm.acknowledged', { time: timeOf(first.acknowledgedAt, language) })}</Text>
                )
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
