import { type ButtonProps, Text } from '@mantine/core';
import { type ReactNode, useRef } from 'react';
import { useConsoleText } from '../i18n/console-text.ts';
import { HoldButton } from './hold-button.tsx';
import { useOrders } from './orders.ts';
import { useArmedKey } from './use-armed-key.ts';

/** Marks what F9 means while it has the focus; anywhere else F9 means the one big button. */
const MARK = 'data-second-look';

/** True where F9 means the one big button. */
export const meansNextStep = (): boolean => document.activeElement?.hasAttribute(MARK) !== true;

/**
 * What can't be taken back and is not the next step: held for 0.8 s or, with the focus on it, F9 and then Enter. How
 * stands under it.
 */
export function SecondLookButton(
  props: ButtonProps & {
    readonly onConfirm: () => void;
    readonly children: ReactNode;
    readonly 'data-testid'?: string;
  },
) {
  const { t } = useConsoleText();
  const { busy } = useOrders();
  const button = useRef<HTMLButtonElement>(null);
  const disabled = props.disabled === true;
  const armed = useArmedKey(!disabled && !busy, props.onConfirm, () => document.activeElement === button.current);
  return (
    <div className="second-look">
      <HoldButton
        color="yellow"
        autoContrast
        {...props}
        hold
        buttonRef={button}
        disabled={disabled}
        {...(busy && { 'data-disabled': true })}
        {...{ [MARK]: '' }}
      >
        {props.children}
      </HoldButton>
      <Text size="xs" className="next-hint" data-armed={armed !== null} role="status">
        {armed === null ? t('now.hold') : t('now.armed', { seconds: armed })}
      </Text>
    </div>
  );
}
