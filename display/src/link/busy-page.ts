/** Somebody is at the page until nothing was pressed or typed for this long, ms: longer than a hold, and than F9 waits for its Enter. */
export const QUIET_MS = 6000;

/** @param typed texts that stand in fields that somebody wrote into; @param lastTouch ms, as `now`; null: never */
export function isBusy(state: {
  readonly typed: readonly string[];
  readonly lastTouch: number | null;
  readonly now: number;
}): boolean {
  const { typed, lastTouch, now } = state;
  return typed.some((text) => text !== '') || (lastTouch !== null && now - lastTouch < QUIET_MS);
}

/** Watches the hands of whoever uses the page; the answer is whether it may be taken from them now. */
export function watchHands(page: Window): () => boolean {
  const fields = new Set<HTMLInputElement | HTMLTextAreaElement>();
  let lastTouch: number | null = null;
  const touch = () => {
    lastTouch = Date.now();
  };
  for (const event of ['pointerdown', 'pointerup', 'keydown', 'keyup', 'compositionupdate'])
    page.addEventListener(event, touch, { capture: true, passive: true });
  page.addEventListener(
    'input',
    ({ target }) => {
      if (isTextField(target)) fields.add(target);
    },
    { capture: true, passive: true },
  );
  return () => {
    for (const field of fields) if (!field.isConnected) fields.delete(field);
    return isBusy({ typed: [...fields].map(({ value }) => value), lastTouch, now: Date.now() });
  };
}

/** Fields whose text would be lost. A switch or a choice is taken when it is made. */
function isTextField(target: EventTarget | null): target is HTMLInputElement | HTMLTextAreaElement {
  if (target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'range', 'file'].includes(target.type);
}
