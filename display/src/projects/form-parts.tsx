import { Alert, Button, List, NativeSelect, Text, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useProjectsText } from '../i18n/projects-text.ts';
import type { Written } from './use-year.ts';

/** What the server said to a form's last order. */
export function Answer(props: { readonly written: Written | null; readonly id: string; readonly saved?: string }) {
  const { t } = useProjectsText();
  const { written, id } = props;
  if (written === null) return null;
  if (written.ok)
    return (
      <Text role="status" data-testid={`${id}-saved`}>
        ✓ {props.saved ?? t('app.saved')}
      </Text>
    );
  return (
    <Alert color="yellow" title={t('app.refused')} data-testid={`${id}-refused`}>
      <List size="sm">
        {(written.reasons.length ? written.reasons : [t('app.offline')]).map((reason) => (
          <List.Item key={reason}>{reason}</List.Item>
        ))}
      </List>
    </Alert>
  );
}

/** A form whose fields are read when it is sent, and emptied when the server took them. */
export function EntryForm(props: {
  readonly id: string;
  readonly button: string;
  readonly busy: boolean;
  readonly written: Written | null;
  readonly saved?: string;
  readonly onSend: (field: (name: string) => string) => Promise<boolean>;
  readonly children: ReactNode;
}) {
  return (
    <form
      className="entry-form"
      data-testid={props.id}
      onSubmit={(event) => {
        event.preventDefault();
        const form = event.currentTarget;
        const data = new FormData(form);
        const field = (name: string): string => {
          const value = data.get(name);
          return typeof value === 'string' ? value.trim() : '';
        };
        void props.onSend(field).then((taken) => taken && form.reset());
      }}
    >
      <div className="entry-fields">{props.children}</div>
      <Button type="submit" disabled={props.busy} data-testid={`${props.id}-send`}>
        {props.button}
      </Button>
      <Answer written={props.written} id={props.id} {...(props.saved !== undefined && { saved: props.saved })} />
    </form>
  );
}

export function DayField(props: { readonly name: string; readonly label: string }) {
  return <TextInput type="date" name={props.name} label={props.label} required data-testid={`field-${props.name}`} />;
}

export function TextField(props: {
  readonly name: string;
  readonly label: string;
  readonly required?: boolean;
  readonly hint?: string;
}) {
  const { name, label, required = true } = props;
  return (
    <TextInput
      name={name}
      label={label}
      required={required}
      description={props.hint}
      maxLength={2000}
      className="wide"
      data-testid={`field-${name}`}
    />
  );
}

export function ChoiceField<K extends string>(props: {
  readonly name: string;
  readonly label: string;
  readonly words: readonly K[];
  readonly say: (word: K) => string;
  readonly onChange?: (word: K) => void;
}) {
  return (
    <NativeSelect
      name={props.name}
      label={props.label}
      data={props.words.map((value) => ({ value, label: props.say(value) }))}
      onChange={(event) => props.onChange?.(event.currentTarget.value as K)}
      data-testid={`field-${props.name}`}
    />
  );
}
