import { NumberInput, SegmentedControl, Stack, Switch, Text } from '@mantine/core';
import { useState } from 'react';
import type { ConsoleView } from '@piaojue/contract/console-view';
import { useConsoleText } from '../i18n/console-text.ts';
import { tiers } from '../screen/plan.ts';
import { useOrders } from './orders.ts';

/** Above this the image is too low for its hall. */
const LARGEST_R = 9;

/** How the hall screen is set. The type size follows from r, so there is no zoom. */
export function HallPanel({ view }: { readonly view: ConsoleView }) {
  const { t } = useConsoleText();
  const { order } = useOrders();
  const { hall } = view.screen;
  const [typed, setTyped] = useState<number | null>(null);
  const r = typed ?? hall.r;
  const tier = tiers({ ...hall, r });
  const percent = (value: number) => value.toFixed(1);
  const commit = () => {
    if (typed !== null && typed >= 2 && typed <= 20 && typed !== hall.r) void order('screen:set', { r: typed });
    setTyped(null);
  };
  return (
    <Stack gap="md" maw={560}>
      <Choice
        label={t('hall.theme')}
        value={hall.theme}
        data={[
          { value: 'light', label: t('hall.light') },
          { value: 'dark', label: t('hall.dark') },
        ]}
        onChange={(theme) => void order('screen:set', { theme })}
        testId="hall-theme"
      />
      <Choice
        label={t('hall.language')}
        value={hall.language}
        data={[
          { value: 'zh-CN', label: t('hall.chinese') },
          { value: 'en', label: t('hall.english') },
        ]}
        onChange={(language) => void order('screen:set', { language })}
        testId="hall-language"
      />
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
      <Switch
        label={t('hall.motion')}
        checked={hall.motion}
        onChange={(event) => void order('screen:set', { motion: event.currentTarget.checked })}
        data-testid="hall-motion"
      />
    </Stack>
  );
}

function Choice<V extends string>(props: {
  readonly label: string;
  readonly value: V;
  readonly data: { value: V; label: string }[];
  readonly onChange: (value: V) => void;
  readonly testId: string;
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
        onChange={(value) => props.onChange(value)}
        data-testid={props.testId}
      />
    </div>
  );
}
