import { TextInput } from '@mantine/core';
import { useConsoleText } from '../../i18n/console-text.ts';

/** What an item of the agenda is called and who speaks, as both are shown to the hall. */
export interface ItemTexts {
  readonly title: string;
  readonly presenter: string;
}

/** As it is sent: without the space around it; nobody named is no presenter. null: it has no title. */
export function itemTexts({ title, presenter }: ItemTexts): { title: string; presenter?: string } | null {
  const [called, by] = [title.trim(), presenter.trim()];
  if (called === '') return null;
  return { title: called, ...(by === '' ? {} : { presenter: by }) };
}

/** `name` begins the test ids of the two fields. */
export function ItemTextFields(props: {
  readonly name: string;
  readonly texts: ItemTexts;
  readonly onTexts: (texts: ItemTexts) => void;
}) {
  const { t } = useConsoleText();
  const { name, texts, onTexts } = props;
  return (
    <>
      <TextInput
        label={t('item.title')}
        value={texts.title}
        maxLength={200}
        onChange={(event) => onTexts({ ...texts, title: event.currentTarget.value })}
        data-testid={`${name}-title`}
      />
      <TextInput
        label={t('item.presenter')}
        value={texts.presenter}
        maxLength={100}
        onChange={(event) => onTexts({ ...texts, presenter: event.currentTarget.value })}
        data-testid={`${name}-presenter`}
      />
    </>
  );
}
