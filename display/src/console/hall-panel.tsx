import { NumberInput, SegmentedControl, Stack, Switch, Text } from '@mantine/core';
import { useState } from 'react';
import type { CommandPayload } from '@piaojue/contract/commands';
import type { ConsoleView } from '@piaojue/contract/console-view';
import type { ScreenPlace } from '@piaojue/contract/screen-view';
import { useConsoleText } from '../i18n/console-text.ts';
import { tiers } from '../screen/plan.ts';
import { mayChoosePicture } from './picture-order.ts';
import { useOrders } from './orders.ts';

/** Above this the image is too low for its hall. */
const LARGEST_R = 9;

/** How the screens are set, each place for itself. The type size follows from r, so there is no zoom. */
export function HallPanel({ view }: { readonly view: ConsoleView }) {
  const { t } = useConsoleText();
  const { order } = useOrders();
  const [place, setPlace] = useState<ScreenPlace>('hall');
  const { hall } = view.screens[place].view;
  const set = (settings: Omit<CommandPayload<'screen:set'>, 'commandId' | 'place'>) =>
    void order('screen:set', { place, ...settings });
  return (
    <Stack gap="md" maw={560}>
      <Choice
        label={t('hall.place')}
        value={place}
        data={[
          { value: 'hall', label: t('hall.hallPlace') },
          { value: 'presidium', label: t('hall.presidiumPlace') },
        ]}
        onChange={setPlace}
        testId="hall-place"
      />
      <Choice
        label={t('hall.theme')}
        value={hall.theme}
        data={[
          { value: 'light', label: t('hall.light') },
          { value: 'dark', label: t('hall.dark') },
        ]}
        onChange={(theme) => set({ theme })}
        testId="hall-theme"
      />
      <Choice
        label={t('hall.language')}
        value={hall.language}
        data={[
          { value: 'zh-CN', label: t('hall.chinese') },
          { value: 'en', label: t('hall.english') },
        ]}
        onChange={(language) => set({ language })}
        testId="hall-language"
      />
      <RatioInput key={place} hall={hall} onChange={(r) => set({ r })} />
      <Choice
        label={t('hall.safe')}
        value={hall.safe === 5 ? '5' : '3.5'}
        data={[
          { value: '3.5', label: t('hall.safeNormal') },
          { value: '5', label: t('hall.safeWide') },
        ]}
        onChange={(safe) => set({ safe: safe === '5' ? 5 : 3.5 })}
        testId="hall-safe"
      />
      <Switch
        label={t('hall.motion')}
        checked={hall.motion}
        onChange={(event) => set({ motion: event.currentTarget.checked })}
        data-testid="hall-motion"
      />
      <Switch
        label={t('hall.arrivals')}
        checked={hall.arrivals}
        disabled={view.handout === 'unlisted'}
        onChange={(event) => set({ arrivals: event.currentTarget.checked })}
        data-testid="hall-arrivals"
      />
      {place === 'hall' && (
        <Choice
          label={t('hall.announce')}
          value={view.announce}
          disabled={!mayChoosePicture(view)}
          data={[
            { value: 'whole', label: t('hall.whole') },
            { value: 'rows', label: t('hall.rows') },
          ]}
          onChange={(announce) => set({ announce })}
          testId="hall-announce"
        />
      )}
    </Stack>
  );
}

/** r, with what follows from it. */
function RatioInput(props: { readonly hall: ConsoleView['screen']['hall']; readonly onChange: (r: number) => void }) {
  const { t } = useConsoleText();
  const { hall } = props;
  const [typed, setTyped] = useState<number | null>(null);
  const r = typed ?? hall.r;
  const tier = tiers({ ...hall, r });
  const percent = (value: number) => value.toFixed(1);
  const commit = () => {
    if (typed !== null && typed >= 2 && typed <= 20 && typed !== hall.r) props.onChange(typed);
    setTyped(null);
  };
  return (
    <>
      <NumberInput
        label={t('hall.r')}
        description={t('hall.rHint', { first: percent(tier.floor), second: percent(tier.second) })}
        value={r}
        hideControls
        min={2}
        max={20}
        step={0.1}
        decimalScale={1}
        onChange={(value) => setTyped(Number(value))}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) commit();
        }}
        data-testid="hall-r"
      />
      {r > LARGEST_R && (
        <Text className="amber" data-testid="hall-too-small">
          ▲ {t('hall.rWarn')}
        </Text>
      )}
    </>
  );
}

function Choice<V extends string>(props: {
  readonly label: string;
  readonly value: V;
  readonly data: { value: V; label: string }[];
  readonly onChange: (value: V) => void;
  readonly testId: string;
  readonly disabled?: boolean;
}) {
  return (
    <div>
      <Text size="sm" fw={500}>
        {props.label}
      </Text>
      <SegmentedControl
        aria-label={props.label}
        value={props.value}
        data={props.data}
        disabled={props.disabled ?? false}
        onChange={(value) => props.onChange(value)}
        data-testid={props.testId}
      />
    </div>
  );
}
