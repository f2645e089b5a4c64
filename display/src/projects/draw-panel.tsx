import { Text, Title } from '@mantine/core';
import { useProjectsText } from '../i18n/projects-text.ts';
import { DayField, EntryForm, TextField } from './form-parts.tsx';
import { useOrder, useYearDesk } from './year-context.ts';

/** 回头看: which of those answered 列入规划逐步解决 are judged again. */
export function DrawPanel() {
  const { t } = useProjectsText();
  const { page } = useYearDesk();
  const { busy, written, order } = useOrder();
  return (
    <>
      <Title order={2} size="h4" mt="lg">
        {t('draw.title')}
      </Title>
      <Text size="sm">{t('draw.hint')}</Text>
      <ul className="entries">
        {page.draws.map(({ draw, date, seed, drawn }) => (
          <li key={draw} data-testid={`draw-${draw}`}>
            {t('draw.line', { draw, date, seed, drawn: drawn.join('、') })}
          </li>
        ))}
      </ul>
      <EntryForm
        id="draw-form"
        button={t('draw.make')}
        busy={busy}
        written={written}
        onSend={(field) => {
          const size = field('size');
          return order('/api/projects/draw', {
            date: field('date'),
            seed: field('seed'),
            size: size === '' ? null : Number(size),
          });
        }}
      >
        <DayField name="date" label={t('draw.date')} />
        <TextField name="seed" label={t('draw.seed')} />
        <TextField name="size" label={t('draw.size')} required={false} />
      </EntryForm>
    </>
  );
}
