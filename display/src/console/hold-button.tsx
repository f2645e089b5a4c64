import { Button, type ButtonProps } from '@mantine/core';
import { type KeyboardEvent, type PointerEvent, type ReactNode, type Ref, useEffect, useRef, useState } from 'react';
import { HoldRing } from './hold-ring.tsx';

/** What cannot be taken back is held this long, in ms. */
export const HOLD_MS = 800;

/**
 * A button that asks to be held when `hold` is set. Then a click, Space or Enter alone does nothing: a double click or
 * a key that hits the focused button must not open or close a vote.
 */
export function HoldButton(
  props: ButtonProps & {
    readonly hold: boolean;
    readonly onConfirm: () => void;
    readonly children: ReactNode;
    readonly className?: string | undefined;
    /** What it does elsewhere, in small words under its own. */
    readonly effect?: string;
    readonly buttonRef?: Ref<HTMLButtonElement>;
    readonly 'data-testid'?: string;
  },
) {
  const { hold, onConfirm, children, className, buttonRef, effect, ...rest } = props;
  const words = (
    <span className="hold-text" data-effect={effect}>
      {children}
    </span>
  );
  const [held, setHeld] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const cancel = () => {
    clearTimeout(timer.current);
    setHeld(false);
  };
  useEffect(() => () => clearTimeout(timer.current), []);

  if (!hold) {
    return (
      <Button {...rest} ref={buttonRef} className={className ?? ''} onClick={onConfirm}>
        {words}
      </Button>
    );
  }
  const start = (event: PointerEvent<HTMLButtonElement>) => {
    if (event.button !== 0 || props.disabled === true) return;
    setHeld(true);
    timer.current = setTimeout(() => {
      setHeld(false);
      onConfirm();
    }, HOLD_MS);
  };
  const key = (event: KeyboardEvent<HTMLButtonElement>) => {
    if (event.key === 'Escape') cancel();
  };
  return (
    <Button
      {...rest}
      ref={buttonRef}
      className={`hold-button ${className ?? ''}`}
      data-held={held}
      onPointerDown={start}
      onPointerUp={cancel}
      onPointerLeave={cancel}
      onPointerCancel={cancel}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={key}
    >
      <span className="hold-fill" aria-hidden="true" style={{ transitionDuration: held ? `${HOLD_MS}ms` : '0ms' }} />
      <HoldRing held={held} forMs={HOLD_MS} />
      {words}
    </Button>
  );
}
