import { useEffect, useRef } from 'react';
import { useConsoleText } from '../i18n/console-text.ts';
import { withReadings } from './name-readings.ts';

/** The script: the sentence that is spoken now is large, the others are grey; what follows after an act stands below. */
export function Script(props: {
  readonly sentences: readonly string[];
  readonly after: readonly string[];
  readonly now: number;
  readonly persons: readonly string[];
  readonly onSay: (at: number) => void;
}) {
  const { t } = useConsoleText();
  const { sentences, now, persons, onSay } = props;
  const list = useRef<HTMLOListElement>(null);

  useEffect(() => {
    // The sentence before stays in sight, so that nobody loses the place.
    const line = list.current?.children[now];
    const box = list.current?.parentElement;
    if (!(line instanceof HTMLElement) || !box) return;
    box.scrollTop = Math.max(line.offsetTop - box.clientHeight / 4, 0);
  }, [now]);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.isComposing || (event.key !== 'PageDown' && event.key !== 'PageUp')) return;
      event.preventDefault();
      onSay(now + (event.key === 'PageDown' ? 1 : -1));
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [now, onSay]);

  return (
    // The column scrolls by itself; it is reached by Tab, so that a keyboard can scroll it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="script-box" tabIndex={0} role="group" aria-label={t('officers.script')}>
      <ol className="script" data-short={sentences.length <= 2} ref={list} data-testid="script">
        {sentences.map((sentence, at) => (
          <li
            // The sentences of one state keep their places; their figures change in place.
            // oxlint-disable-next-line react/no-array-index-key
            key={at}
            data-now={at === now}
            data-said={at < now}
            aria-current={at === now ? 'step' : undefined}
            data-testid={`sentence-${at}`}
          >
            <button type="button" tabIndex={-1} onClick={() => onSay(at)}>
              <Spoken sentence={sentence} persons={persons} />
            </button>
          </li>
        ))}
      </ol>
      {props.after.length > 0 && (
        <div className="script-after" data-testid="script-after">
          <h2>{t('officers.upcoming')}</h2>
          {props.after.map((sentence) => (
            <p key={sentence}>
              <Spoken sentence={sentence} persons={persons} />
            </p>
          ))}
        </div>
      )}
    </div>
  );
}

const FIGURE = /(\d[\d.]*\s?\p{Script=Han}?)/u;

/** A sentence with pinyin where a reader may stumble. */
function Spoken({ sentence, persons }: { readonly sentence: string; readonly persons: readonly string[] }) {
  return withReadings(sentence, persons).map(({ text, reading }, at) =>
    reading === null ? (
      // A figure and the word that counts it stay on one line.
      text.split(FIGURE).map((part, i) =>
        i % 2 === 0 ? (
          part
        ) : (
          // oxlint-disable-next-line react/no-array-index-key
          <span className="keep" key={`${at} ${i}`}>
            {part}
          </span>
        ),
      )
    ) : (
      // oxlint-disable-next-line react/no-array-index-key
      <ruby key={at}>
        {text}
        <rt>{reading}</rt>
      </ruby>
    ),
  );
}
