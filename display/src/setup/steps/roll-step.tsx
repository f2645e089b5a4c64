import { useState } from 'react';
import { CharacterPanel } from '../../characters/character-panel.tsx';
import { useCharacterCheck } from '../../characters/use-character-check.ts';
import { ImportPanel } from '../../console/import/import-panel.tsx';
import { useSetupText } from '../../i18n/setup-text.ts';
import { rollFacts } from '../roll-facts.ts';
import type { StepProps } from '../setup-page.tsx';
import { PrimaryButton } from './primary-button.tsx';
import { TitleForm } from './title-form.tsx';

const noCandidates = () => undefined;

export function RollStep({ view, sequence, send }: StepProps) {
  const { t } = useSetupText();
  const { seats, signIn, setup, handout, screen } = view;
  const facts = rollFacts(seats);
  // A sitting that nobody has written yet has neither names nor a name of its own.
  const [isUnnamed] = useState(facts.longest === '');
  const check = useCharacterCheck(setup.characters, send);
  return (
    <>
      <p className="setup-lead">{t('roll.lead')}</p>
      <dl className="setup-facts">
        <div>
          <dt>{t('roll.seats')}</dt>
          <dd data-testid="roll-seats">{facts.seats}</dd>
        </div>
        <div>
          <dt>{t('roll.all')}</dt>
          <dd data-testid="roll-all">{signIn.all}</dd>
        </div>
        <div>
          <dt>{t('roll.groups')}</dt>
          <dd>{facts.groups.length}</dd>
        </div>
        <div className="setup-names">
          <dt>{t('roll.longest')}</dt>
          <dd>
            {facts.longest === ''
              ? '–'
              : `${facts.longest}（${t('roll.chars', { n: Array.from(facts.longest).length })}）`}
          </dd>
        </div>
        <div className="setup-names">
          <dt>{t('roll.doubles')}</dt>
          <dd data-testid="roll-doubles">
            {facts.doubles.length === 0
              ? t('roll.none')
              : facts.doubles.map(({ name, keypads }) => `${name}（${keypads.join('、')}）`).join('，')}
          </dd>
        </div>
      </dl>
      {handout === 'unlisted' && <p className="setup-note">{t('roll.unlisted')}</p>}
      <details className="setup-import" open={isUnnamed}>
        <summary data-testid="roll-title">
          {screen.sitting.congress} {screen.sitting.meeting} · {t('title.change')}
        </summary>
        <TitleForm title={screen.sitting} />
      </details>
      <h3>{t('characters.title')}</h3>
      <CharacterPanel
        characters={setup.characters}
        busy={sequence.busy}
        onAgain={check.again}
        onAccept={(characters) => void sequence.run(async (order) => await order('characters:accept', { characters }))}
      />
      <details className="setup-import">
        <summary data-testid="roll-import">{t('roll.import')}</summary>
        <ImportPanel onCandidates={noCandidates} />
      </details>
      <PrimaryButton
        onPress={async () =>
          await sequence.run(async (order) => await order('setup:step', { step: 'roll', to: 'done' }))
        }
        testId="roll-done"
      >
        {t('roll.right')}
      </PrimaryButton>
    </>
  );
}
