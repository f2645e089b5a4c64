import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';

/** The one thing that a step wants; takes no second press while the first is under way. */
export function PrimaryButton(props: {
  readonly onPress: () => Promise<unknown>;
  readonly disabled?: boolean;
  readonly testId: string;
  readonly children: ReactNode;
}) {
  const [busy, setBusy] = useState(false);
  const press = async () => {
    setBusy(true);
    await props.onPress();
    setBusy(false);
  };
  return (
    <Button
      size="xl"
      className="setup-primary"
      disabled={props.disabled || busy}
      onClick={() => void press()}
      data-testid={props.testId}
    >
      {props.children}
    </Button>
  );
}
