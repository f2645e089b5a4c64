import { NativeSelect, NumberInput, Switch } from '@mantine/core';
import type { Base, Fraction, Majority } from '@piaojue/contract/contest';
import { useConsoleText } from '../../i18n/console-text.ts';
import { type ContestDraft, MAJORITIES, QUORUMS } from './contest-draft.ts';

const BASES = ['all', 'present', 'returned', 'valid', 'forAgainst'] as const;
const PRESSES = ['last', 'first'] as const;
const REVEALS = ['atClose', 'afterConfirmation'] as const;
const FORMS = ['pick', 'perItem'] as const;
const CLOCKS = ['none', 'advisory', 'closes'] as const;
/** s, for a clock that was just set */
const USUAL_CLOCK_S = 120;

interface FieldProps {
  readonly draft: ContestDraft;
  readonly onChange: (part: Partial<ContestDraft>) => void;
}

/** The rules that the kind of vote has; a change makes them other rules than the profile's. */
export function RulesFields({ draft, onChange }: FieldProps) {
  const isMotion = draft.kind === 'resolution' || draft.kind === 'namedResolution';
  const change = (part: Partial<ContestDraft>) => onChange({ profile: null, ...part });
  return (
    <div className="rules">
      {draft.kind !== 'evaluation' && !isMotion && <SeatFields draft={draft} onChange={change} />}
      {draft.kind !== 'evaluation' && <MajorityField draft={draft} isMotion={isMotion} onChange={change} />}
      {draft.kind === 'evaluation' && <EvaluationFields draft={draft} onChange={change} />}
      <CommonFields draft={draft} isMotion={isMotion} onChange={change} />
    </div>
  );
}

function SeatFields({ draft, onChange }: FieldProps) {
  const { t } = useConsoleText();
  return (
    <>
      <NumberInput
        label={t('contest.seats')}
        hideControls
        min={1}
        max={60}
        value={draft.seats}
        // The number of seats is what a profile leaves open.
        onChange={(value) => onChange({ seats: Number(value), profile: draft.profile })}
        data-testid="contest-seats"
      />
      <NumberInput
        label={t(draft.kind === 'perProject' || draft.form === 'perItem' ? 'contest.maxFor' : 'contest.maxMarks')}
        hideControls
        min={1}
        max={60}
        value={draft.maxMarks ?? draft.seats}
        onChange={(value) => onChange({ maxMarks: Number(value) === draft.seats ? null : Number(value) })}
        data-testid="contest-max-marks"
      />
      <Switch
        label={t('contest.exactly')}
        checked={draft.exactly}
        onChange={(event) => onChange({ exactly: event.currentTarget.checked })}
        data-testid="contest-exactly"
      />
      {draft.kind === 'election' && (
        <>
          <NativeSelect
            label={t('contest.form')}
            value={draft.form}
            data={FORMS.map((value) => ({ value, label: t(`ballotForm.${value}`) }))}
            onChange={(event) => onChange({ form: event.currentTarget.value as ContestDraft['form'] })}
            data-testid="contest-form"
          />
          <Switch
            label={t('contest.differential')}
            checked={draft.differential}
            onChange={(event) => onChange({ differential: event.currentTarget.checked })}
            data-testid="contest-differential"
          />
        </>
      )}
    </>
  );
}

const same = (a: Majority | Fraction | null, b: Majority | Fraction | null): boolean =>
  a === null || b === null
    ? a === b
    : a.num === b.num &&
      a.den === b.den &&
      a.strict === b.strict &&
      ('base' in a ? a.base : '') === ('base' in b ? b.base : '');

function MajorityField({ draft, isMotion, onChange }: FieldProps & { readonly isMotion: boolean }) {
  const { t } = useConsoleText();
  const perItem = isMotion || draft.kind === 'perProject' || draft.form === 'perItem';
  const choices = (Object.keys(MAJORITIES) as (keyof typeof MAJORITIES)[]).filter(
    (key) => (key !== 'plurality' || !isMotion) && (key !== 'halfForAgainst' || perItem),
  );
  const { majority } = draft;
  const chosen = choices.find((key) => same(MAJORITIES[key], majority));
  return (
    <NativeSelect
      label={t(isMotion ? 'contest.toPass' : 'contest.majority')}
      value={chosen ?? 'other'}
      data={[
        ...choices.map((value) => ({ value, label: t(`majority.${value}`) })),
        ...(chosen === undefined && majority !== null
          ? [
              {
                value: 'other',
                label: t(majority.strict ? 'majority.moreThan' : 'majority.atLeast', {
                  share: `${majority.num}/${majority.den}`,
                  base: t(`base.${majority.base}`),
                }),
              },
            ]
          : []),
      ]}
      onChange={(event) => {
        const key = choices.find((one) => one === event.currentTarget.value);
        if (key !== undefined) onChange({ majority: MAJORITIES[key] });
      }}
      data-testid="contest-majority"
    />
  );
}

function EvaluationFields({ draft, onChange }: FieldProps) {
  const { t } = useConsoleText();
  return (
    <>
      <NativeSelect
        label={t('contest.scale')}
        value={String(draft.scale)}
        data={[
          { value: '3', label: t('contest.scale3') },
          { value: '4', label: t('contest.scale4') },
        ]}
        onChange={(event) => onChange({ scale: event.currentTarget.value === '4' ? 4 : 3 })}
        data-testid="contest-scale"
      />
      <BaseField
        label={t('contest.gradeBase')}
        value={draft.gradeBase}
        bases={BASES.slice(0, 4)}
        onChange={(gradeBase) => onChange({ gradeBase })}
      />
      <Switch
        label={t('contest.halfPasses')}
        checked={draft.halfPasses}
        onChange={(event) => onChange({ halfPasses: event.currentTarget.checked })}
        data-testid="contest-half-passes"
      />
      {draft.scale === 4 && (
        <Switch
          label={t('contest.dontKnowCounts')}
          checked={draft.dontKnowCounts}
          onChange={(event) => onChange({ dontKnowCounts: event.currentTarget.checked })}
        />
      )}
    </>
  );
}

function CommonFields({ draft, isMotion, onChange }: FieldProps & { readonly isMotion: boolean }) {
  const { t } = useConsoleText();
  const { quorum, clock, people } = draft;
  const quorums = Object.keys(QUORUMS) as (keyof typeof QUORUMS)[];
  const chosen = quorums.find((key) => same(QUORUMS[key], quorum));
  const clockKind = clock === null ? 'none' : clock.closes ? 'closes' : 'advisory';
  const perItem = isMotion || draft.kind === 'perProject' || draft.form === 'perItem';
  return (
    <>
      <NativeSelect
        label={t('contest.quorum')}
        value={chosen ?? 'other'}
        data={[
          ...quorums.map((value) => ({ value, label: t(`quorum.${value}`) })),
          ...(chosen === undefined
            ? [
                {
                  value: 'other',
                  label: t(quorum.strict ? 'quorum.moreThan' : 'quorum.atLeast', {
                    share: `${quorum.num}/${quorum.den}`,
                  }),
                },
              ]
            : []),
        ]}
        onChange={(event) => {
          const key = quorums.find((one) => one === event.currentTarget.value);
          if (key !== undefined) onChange({ quorum: QUORUMS[key] });
        }}
        data-testid="contest-quorum"
      />
      <BaseField
        label={t('contest.rateBase')}
        value={draft.rateBase}
        bases={perItem ? BASES : BASES.slice(0, 4)}
        onChange={(rateBase) => onChange({ rateBase })}
      />
      <NativeSelect
        label={t('contest.press')}
        value={draft.press}
        data={PRESSES.map((value) => ({ value, label: t(`press.${value}`) }))}
        onChange={(event) => onChange({ press: event.currentTarget.value as ContestDraft['press'] })}
      />
      <NativeSelect
        label={t('contest.reveal')}
        value={draft.reveal}
        data={REVEALS.map((value) => ({ value, label: t(`reveal.${value}`) }))}
        onChange={(event) => onChange({ reveal: event.currentTarget.value as ContestDraft['reveal'] })}
      />
      <NativeSelect
        label={t('contest.clock')}
        value={clockKind}
        data={CLOCKS.map((value) => ({ value, label: t(`clockKind.${value}`) }))}
        onChange={(event) => {
          const kind = event.currentTarget.value;
          onChange({
            clock: kind === 'none' ? null : { seconds: clock?.seconds ?? USUAL_CLOCK_S, closes: kind === 'closes' },
          });
        }}
        data-testid="contest-clock"
      />
      {clock !== null && (
        <NumberInput
          label={t('contest.seconds')}
          hideControls
          min={10}
          max={7200}
          value={clock.seconds}
          onChange={(value) => onChange({ clock: { ...clock, seconds: Number(value) } })}
          data-testid="contest-seconds"
        />
      )}
      {(['emptyBox', 'sums', 'presiding'] as const).map((what) => (
        <Switch
          key={what}
          label={t(`people.${what}`)}
          checked={people[what]}
          onChange={(event) => onChange({ people: { ...people, [what]: event.currentTarget.checked } })}
          data-testid={`contest-people-${what}`}
        />
      ))}
    </>
  );
}

function BaseField(props: {
  readonly label: string;
  readonly value: Base;
  readonly bases: readonly Base[];
  readonly onChange: (base: Base) => void;
}) {
  const { t } = useConsoleText();
  return (
    <NativeSelect
      label={props.label}
      value={props.value}
      data={props.bases.map((value) => ({ value, label: t(`base.${value}`) }))}
      onChange={(event) => props.onChange(event.currentTarget.value as Base)}
    />
  );
}
