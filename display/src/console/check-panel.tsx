import { Button, Group, Progress, Text } from '@mantine/core';
import type { ConsoleView } from '@piaojue/contract/console-view';
import type { ReadinessSummary, ReadinessView } from '@piaojue/contract/readiness-view';
import { useConsoleText } from '../i18n/console-text.ts';
import { dbm } from './signal-text.ts';
import { CheckList } from './check-list.tsx';
import { CheckWithout } from './check-without.tsx';
import { useOrders } from './orders.ts';
import { saveFile } from './save-file.ts';
import { useSources } from './sources.ts';
import { useReadiness } from './use-readiness.ts';

/** 设备自检: roll call, press test, and what the technician has to put right before the meeting. */
export function CheckPanel({ view }: { readonly view: ConsoleView }) {
  const { selfCheck } = view;
  const report = useReadiness();
  return (
    <div className="check-panel" data-testid="check-panel">
      <div className="check-steps">
        <RollCallStep view={view} />
        <PressTestStep view={view} />
      </div>
      <Verdict summary={selfCheck} />
      {report !== null && <Receivers report={report} />}
      {report !== null && <CheckList report={report} />}
    </div>
  );
}

/** Keypads are not asked while a vote needs the air. */
const inRound = ({ current }: ConsoleView): boolean =>
  current !== null && !['draft', 'ready', 'closed', 'aborted'].includes(current.state);

function RollCallStep({ view }: { readonly view: ConsoleView }) {
  const { t } = useConsoleText();
  const { order, busy } = useOrders();
  const { rollCall, sums } = view.selfCheck;
  const blocked = inRound(view);
  return (
    <section className="check-step">
      <Group justify="space-between" wrap="nowrap">
        <Text fw={700}>{t('check.rollCall')}</Text>
        <Button
          disabled={busy || blocked}
          onClick={() => void order('keypads:rollCall', {})}
          data-testid="check-roll-call"
        >
          {t(rollCall === null ? 'check.call' : 'check.callAgain')}
        </Button>
      </Group>
      <Text size="sm" c="dimmed">
        {t(blocked ? 'check.inRound' : 'check.rollCallHint')}
      </Text>
      {rollCall !== null && (
        <Share
          testId="check-answered"
          text={t('check.answered', { n: sums.answered, all: sums.all })}
          more={t(rollCall.running ? 'check.waiting' : 'check.doneAt', { time: clock(rollCall.at) })}
          share={sums.answered / Math.max(1, sums.all)}
        />
      )}
    </section>
  );
}

function PressTestStep({ view }: { readonly view: ConsoleView }) {
  const { t } = useConsoleText();
  const { order, busy } = useOrders();
  const { pressTest, sums } = view.selfCheck;
  const testing = pressTest?.running === true;
  const blocked = inRound(view) ? 'check.inRound' : view.signIn.open ? 'check.signInOpen' : null;
  return (
    <section className="check-step">
      <Group justify="space-between" wrap="nowrap">
        <Text fw={700}>{t('check.pressTest')}</Text>
        <Button
          variant={testing ? 'default' : 'filled'}
          disabled={busy || (!testing && blocked !== null)}
          onClick={() => void order('keypads:test', { action: testing ? 'stop' : 'start' })}
          data-testid="check-press-test"
        >
          {t(testing ? 'check.stopTest' : 'check.startTest')}
        </Button>
      </Group>
      <Text size="sm" c="dimmed">
        {t(testing ? 'check.pressNow' : (blocked ?? 'check.pressTestHint'))}
      </Text>
      {pressTest !== null && (
        <Share
          testId="check-pressed"
          text={t('check.pressed', { n: sums.pressed, all: sums.all })}
          more={t(testing ? 'check.waiting' : 'check.doneAt', { time: clock(pressTest.at) })}
          share={sums.pressed / Math.max(1, sums.all)}
        />
      )}
    </section>
  );
}

const clock = (at: number): string => new Date(at).toLocaleTimeString('zh-CN', { hour12: false });

function Share(props: {
  readonly testId: string;
  readonly text: string;
  readonly more: string;
  readonly share: number;
}) {
  return (
    <div role="status">
      <Group justify="space-between" wrap="nowrap">
        <b data-testid={props.testId}>{props.text}</b>
        <Text size="sm" c="dimmed">
          {props.more}
        </Text>
      </Group>
      <Progress value={props.share * 100} size="lg" radius={0} aria-label={props.text} />
    </div>
  );
}

/** Ready or not, in words; each reason with what to do about it. */
function Verdict({ summary }: { readonly summary: ReadinessSummary }) {
  const { t } = useConsoleText();
  const { order, busy } = useOrders();
  const { readiness: source } = useSources();
  const { ready, reasons, accepted, rollCall } = summary;
  const download = async () => {
    const file = await source.csv();
    if (file !== null) saveFile(file, 'readiness.csv');
  };
  return (
    <section className="check-verdict">
      <Group justify="space-between">
        <Text fw={700} size="lg" className={ready ? '' : 'amber'} data-testid="check-ready" data-ready={ready}>
          {ready ? `● ${t('check.ready')}` : `▲ ${t('check.notReady')}`}
        </Text>
        <Group gap="xs">
          {accepted !== null && (
            <Text size="sm" c="dimmed" data-testid="check-accepted">
              {t(accepted.ready ? 'check.accepted' : 'check.acceptedNot', { time: clock(accepted.at) })}
            </Text>
          )}
          <Button variant="default" onClick={() => void download()} data-testid="check-download">
            {t('check.download')}
          </Button>
          <Button
            variant={ready ? 'filled' : 'default'}
            disabled={busy || rollCall === null}
            onClick={() => void order('keypads:accept', {})}
            data-testid="check-accept"
          >
            {t('check.accept')}
          </Button>
        </Group>
      </Group>
      {reasons.length > 0 && (
        <ul className="check-reasons">
          {reasons.map(({ code, count, stops }) => (
            <li key={code} data-testid={`check-reason-${code}`} data-stops={stops}>
              <span className="check-mark">{stops ? `■ ${t('check.must')}` : `□ ${t('check.look')}`}</span>
              <b>
                {t(`reason.${code}`)} {count > 0 && count}
              </b>
              <span>{t(`fix.${code}`)}</span>
            </li>
          ))}
        </ul>
      )}
      {!ready && <CheckWithout />}
    </section>
  );
}

function Receivers({ report }: { readonly report: ReadinessView }) {
  const { t } = useConsoleText();
  return (
    <ul className="check-receivers">
      {report.receivers.map((receiver, place) => (
        <li key={`${receiver.gateway} ${receiver.port}`}>
          <b>{t('check.receiver', { place: place + 1 })}</b>
          <span className="link-mark" data-state={receiver.up ? 'up' : 'lost'}>
            {t(receiver.up ? 'link.up' : 'link.lost')}
          </span>
          {receiver.channel !== null && <span>{t('check.channel', { channel: receiver.channel })}</span>}
          <span>{t('check.hears', { heard: receiver.heard })}</span>
          {receiver.signal !== null && <span>{t('check.dbm', { signal: dbm(receiver.signal) })}</span>}
          <span className="check-port">{receiver.port}</span>
        </li>
      ))}
    </ul>
  );
}
