import { Button, Text } from '@mantine/core';
import type { CharactersView } from '@piaojue/contract/setup-view';
import { useSetupText } from '../i18n/setup-text.ts';
import './characters.css';

/** The characters that the shipped font has not, large and in the screen's own faces, each with what becomes of it. */
export function CharacterPanel(props: {
  readonly characters: CharactersView;
  readonly busy: boolean;
  readonly onAgain: () => void;
  readonly onAccept: (characters: string) => void;
}) {
  const { t } = useSetupText();
  const { rare, drawn, accepted, open } = props.characters;
  if (rare === '') return <Text data-testid="characters-none">✓ {t('characters.none')}</Text>;
  const wordOf = (char: string) =>
    drawn.includes(char)
      ? t('characters.drawn')
      : accepted.includes(char)
        ? t('characters.accepted')
        : t('characters.missing');
  return (
    <section className="characters" data-testid="characters" data-open={open}>
      <ul>
        {Array.from(rare).map((char) => (
          <li key={char} data-open={open.includes(char)} data-testid={`character-${codeOf(char)}`}>
            <b lang="zh-CN">{char}</b>
            <span>U+{codeOf(char)}</span>
            <span>
              {open.includes(char) ? '▲ ' : '✓ '}
              {wordOf(char)}
            </span>
          </li>
        ))}
      </ul>
      {open !== '' && (
        <>
          <Text size="sm">{t('characters.hint')}</Text>
          <div className="characters-acts">
            <Button variant="default" onClick={props.onAgain} data-testid="characters-again">
              {t('characters.check')}
            </Button>
            <Button disabled={props.busy} onClick={() => props.onAccept(open)} data-testid="characters-accept">
              {t('characters.accept')}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}

const codeOf = (char: string): string => (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
