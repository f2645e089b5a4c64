import { type SyntheticEvent, useId, useState } from 'react';
import type { ScreenText } from '../i18n/screen-text.ts';
import type { SignInFault } from './session.ts';
import './pin-form.css';

/** One field and one button, large enough for the hall's own screen and complete by keyboard. */
export function PinForm(props: {
  readonly t: ScreenText;
  readonly fault: SignInFault | null;
  readonly onPin: (pin: string) => Promise<void>;
}) {
  const { t } = props;
  const id = useId();
  const [busy, setBusy] = useState(false);
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const pin = new FormData(event.currentTarget).get('pin');
    if (typeof pin !== 'string' || pin === '' || busy) return;
    setBusy(true);
    void props.onPin(pin).finally(() => setBusy(false));
  };
  return (
    <form className="pin-form" aria-labelledby={`${id}-title`} onSubmit={submit}>
      <h1 id={`${id}-title`}>{t('pin.title')}</h1>
      <label htmlFor={id}>{t('pin.label')}</label>
      <input
        id={id}
        name="pin"
        type="password"
        autoComplete="off"
        // The form is alone on its page.
        autoFocus
        maxLength={64}
        data-testid="pin"
        aria-describedby={`${id}-fault`}
      />
      <p id={`${id}-fault`} role="alert">
        {props.fault === null ? '' : t(`pin.${props.fault}`)}
      </p>
      <button type="submit" disabled={busy} data-testid="pin-enter">
        {t('pin.enter')}
      </button>
    </form>
  );
}
