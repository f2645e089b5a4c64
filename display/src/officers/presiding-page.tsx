import { Button } from '@mantine/core';
import { useState } from 'react';
import type { AgreementView, OfficersView } from '@piaojue/contract/officers-view';
import { useOrders } from '../console/orders.ts';
import { SecondLookButton } from '../console/second-look-button.tsx';
import { useConsoleText } from '../i18n/console-text.ts';
import { screenText } from '../i18n/screen-text.ts';
import { kindWords } from '../screen/kind-words.ts';
import { PresidingRail } from './presiding-rail.tsx';
import { Script } from './script-list.tsx';
import { script, sentenceReadNow, upcoming } from './script.ts';

const isStep = (what: AgreementView['what']) => what === 'open' || what === 'close' || what === 'announce';

/** 主持: what to say now, sentence by sentence, and at most one button, which tells the operator and does nothing by itself. */
export function PresidingPage(props: {
  readonly view: OfficersView;
  readonly live: boolean;
  readonly serverNow: () => number;
}) {
  const { t, language } = useConsoleText();
  const { view, live } = props;
  const { round } = view;
  const words = round === null ? null : kindWords(round.round.kind, screenText(language));
  const sentences = script(view, words, t);
  const [said, setSaid] = useState({ of: '', at: 0 });
  // Another state is another script, and begins at its first sentence; each row that the hall gets is the one to read.
  const reading = round?.counted === true ? round.reading : null;
  const of = [view.run, round?.round.id, round?.state, reading?.shown].join('|');
  const now = Math.min(said.of === of ? said.at : (sentenceReadNow(round, t) ?? 0), sentences.length - 1);
  const say = (at: number) => setSaid({ of, at: Math.min(Math.max(at, 0), sentences.length - 1) });
  const persons = round?.round.kind === 'election' ? round.candidates.flatMap(({ name }) => name ?? []) : [];
  return (
    <main className="presiding">
      <PresidingRail view={view} serverNow={props.serverNow} />
      <section className="presiding-sheet" aria-label={t('officers.script')}>
        <Script
          key={[view.run, round?.round.id, round?.state].join('|')}
          sentences={sentences}
          after={upcoming(view, words, t)}
          now={now}
          persons={persons}
          onSay={say}
        />
        <footer className="presiding-foot">
          <div className="script-keys">
            <Button variant="default" disabled={now === 0} onClick={() => say(now - 1)} data-testid="sentence-previous">
              {t('officers.previous')}
            </Button>
            <Button
              variant="default"
              disabled={now === sentences.length - 1}
              onClick={() => say(now + 1)}
              data-testid="sentence-next"
            >
              {t('officers.next')}
            </Button>
            <span className="script-place">
              {now + 1} / {sentences.length}
            </span>
            {reading !== null && (
              <span className="script-reading" data-testid="script-reading">
                {t('officers.onScreen', { ...reading })}
              </span>
            )}
          </div>
          {round !== null && (
            <Consent agreements={round.agreements} roundId={round.round.id} live={live} hash={round.seals.frozen} />
          )}
        </footer>
      </section>
    </main>
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
  if (step === 'open' || step === 'close' || step === 'announce')
    return (
      <SecondLookButton
        key={`${step} ${hash}`}
        color="steel"
        disabled={!props.live}
        onConfirm={() => void order('round:consent', { roundId, step, ...(hash !== null && { hash }) })}
        data-testid={`consent-${step}`}
      >
        {t(`consent.${step}`)}
      </SecondLookButton>
    );
  return (
    <p className="consent-none" data-testid="consent-none">
      {steps.length === 0
        ? t('officers.unasked')
        : last === null
          ? t('officers.waiting')
          : `${t('officers.agreed')} ${new Date(last.at).toLocaleTimeString(language, { hour12: false })} · ${t('officers.waiting')}`}
    </p>
  );
}
