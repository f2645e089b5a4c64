import { Button, Group, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { AgreementView, OfficersView } from '@piaojue/contract/officers-view';
import { useOrders } from '../console/orders.ts';
import { SecondLookButton } from '../console/second-look-button.tsx';
import { useConsoleText } from '../i18n/console-text.ts';
import { screenText } from '../i18n/screen-text.ts';
import { kindWords } from '../screen/kind-words.ts';
import { script } from './script.ts';

const isStep = (what: AgreementView['what']) => what === 'open' || what === 'close' || what === 'announce';

/** 主持: what to say now, sentence by sentence, and at most one button, which tells the operator and does nothing by itself. */
export function PresidingPage({ view, live }: { readonly view: OfficersView; readonly live: boolean }) {
  const { t, language } = useConsoleText();
  const { round } = view;
  const words = round === null ? null : kindWords(round.round.kind, screenText(language));
  const sentences = script(view, words, t);
  return (
    <main className="presiding">
      {/* Another state is another script: it begins at its first sentence. */}
      <Script key={[view.run, round?.round.id, round?.state].join('|')} sentences={sentences} />
      <footer>
        {round !== null && (
          <Consent agreements={round.agreements} roundId={round.round.id} live={live} hash={round.seals.frozen} />
        )}
      </footer>
    </main>
  );
}

function Script({ sentences }: { readonly sentences: readonly string[] }) {
  const { t } = useConsoleText();
  const [said, setSaid] = useState(0);
  const now = Math.min(said, sentences.length - 1);
  const list = useRef<HTMLOListElement>(null);

  useEffect(() => {
    list.current?.children[now]?.scrollIntoView({ block: 'center' });
  }, [now]);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.isComposing || (event.key !== 'PageDown' && event.key !== 'PageUp')) return;
      event.preventDefault();
      setSaid(Math.min(Math.max(now + (event.key === 'PageDown' ? 1 : -1), 0), sentences.length - 1));
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [now, sentences.length]);

  return (
    <>
      <ol className="script" ref={list} aria-label={t('officers.script')} data-testid="script">
        {sentences.map((sentence, at) => (
          <li
            // The sentences of one state keep their places; their figures change in place.
            // oxlint-disable-next-line react/no-array-index-key
            key={at}
            data-now={at === now}
            aria-current={at === now ? 'step' : undefined}
            data-testid={`sentence-${at}`}
          >
            {sentence}
          </li>
        ))}
      </ol>
      <Group className="script-keys">
        <Button
          variant="default"
          size="lg"
          disabled={now === 0}
          onClick={() => setSaid(now - 1)}
          data-testid="sentence-previous"
        >
          {t('officers.previous')}
        </Button>
        <Text className="script-place">
          {now + 1} / {sentences.length}
        </Text>
        <Button
          variant="default"
          size="lg"
          disabled={now === sentences.length - 1}
          onClick={() => setSaid(now + 1)}
          data-testid="sentence-next"
        >
          {t('officers.next')}
        </Button>
      </Group>
    </>
  );
}

function Consent(props: {
  readonly agreements: readonly AgreementView[];
  readonly roundId: number;
  readonly live: boolean;
  readonly hash: string | null;
}) {
  const { t, language } = useConsoleText();
  const { order } = useOrders();
  const { roundId, hash } = props;
  const steps = props.agreements.filter(({ what }) => isStep(what));
  const asked = steps.find((step) => step.asked);
  const last = steps.findLast(({ given }) => given !== null)?.given ?? null;
  const step = asked?.what;
  return (
    <>
      {(step === 'open' || step === 'close' || step === 'announce') && (
        <SecondLookButton
          key={`${step} ${hash}`}
          size="xl"
          color="steel"
          disabled={!props.live}
          onConfirm={() => void order('round:consent', { roundId, step, ...(hash !== null && { hash }) })}
          data-testid={`consent-${step}`}
        >
          {t(`consent.${step}`)}
        </SecondLookButton>
      )}
      {step === undefined && (
        <Text data-testid="consent-none">
          {steps.length === 0
            ? t('officers.unasked')
            : last === null
              ? t('officers.waiting')
              : `${t('officers.agreed')} ${new Date(last.at).toLocaleTimeString(language, { hour12: false })} · ${t('officers.waiting')}`}
        </Text>
      )}
      {hash !== null && <Text className="officers-hash">{t('lineFigure.hash', { hash: hash.slice(0, 8) })}</Text>}
    </>
  );
}
