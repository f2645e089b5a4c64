import { Alert, Button, Group, NativeSelect, Text, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { ProfileView } from '@piaojue/contract/profile';
import { useConsoleText } from '../../i18n/console-text.ts';
import { useSources } from '../sources.ts';
import { type ContestDraft, rulesOf, withRules } from './contest-draft.ts';
import { freshId } from '../fresh-id.ts';

/** The rules of a profile for the form; once they are changed they are kept as the next version of it, or as a new one. */
export function ProfileChoice(props: {
  readonly draft: ContestDraft;
  readonly onChange: (draft: ContestDraft) => void;
}) {
  const { t, language } = useConsoleText();
  const { profiles } = useSources();
  const { draft, onChange } = props;
  const [all, setAll] = useState<readonly ProfileView[]>([]);
  const [begun, setBegun] = useState<string | null>(null);
  const [name, setName] = useState('');
  const [said, setSaid] = useState<string | null>(null);
  useEffect(() => {
    let open = true;
    void profiles.list().then((list) => {
      if (open && list !== null) setAll(list);
    });
    return () => {
      open = false;
    };
  }, [profiles]);

  const chosen = all.find(({ id }) => id === begun);
  const changed = chosen !== undefined && draft.profile === null;
  const take = (id: string) => {
    const profile = all.find((one) => one.id === id);
    setBegun(profile?.id ?? null);
    setSaid(null);
    setName(profile?.name[language] ?? '');
    onChange(profile === undefined ? { ...draft, profile: null } : withProfile(draft, profile));
  };
  const save = async (id: string) => {
    const saved = await profiles.save(id, { name: name.trim(), kind: draft.kind, rules: rulesOf(draft) });
    if (saved === null || typeof saved === 'string') {
      setSaid(saved ?? t('profile.offline'));
      return;
    }
    setAll([...all.filter((other) => other.id !== saved.id), saved]);
    setBegun(saved.id);
    onChange(withProfile(draft, saved));
    setSaid(t('profile.saved', { name: saved.name[language], version: saved.version }));
  };
  if (all.length === 0) return null;
  return (
    <div className="profile-choice" data-testid="profile">
      <NativeSelect
        label={t('profile.use')}
        value={begun ?? ''}
        data={[
          { value: '', label: t('profile.own') },
          ...all.map(({ id, name: names, version }) => ({
            value: id,
            label: t('profile.version', { name: names[language], version }),
          })),
        ]}
        onChange={(event) => take(event.currentTarget.value)}
        data-testid="profile-choice"
      />
      {chosen !== undefined && !changed && (
        <details data-testid="profile-words">
          <summary>{t('profile.words')}</summary>
          <ol>
            {chosen.words[language].map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ol>
        </details>
      )}
      {changed && (
        <Group gap="sm" align="end" data-testid="profile-changed">
          <Text size="sm">{t('profile.changed', { name: chosen.name[language] })}</Text>
          <TextInput
            label={t('profile.name')}
            value={name}
            maxLength={100}
            onChange={(event) => setName(event.currentTarget.value)}
            data-testid="profile-name"
          />
          <Button
            variant="default"
            disabled={name.trim() === '' || chosen.kind !== draft.kind}
            onClick={() => void save(chosen.id)}
            data-testid="profile-next-version"
          >
            {t('profile.nextVersion', { name: chosen.name[language] })}
          </Button>
          <Button
            variant="default"
            disabled={name.trim() === ''}
            onClick={() =>
              void save(
                freshId(
                  'hall',
                  all.map(({ id }) => id),
                ),
              )
            }
            data-testid="profile-save-new"
          >
            {t('profile.saveNew')}
          </Button>
        </Group>
      )}
      {said !== null && (
        <Alert color="gray" variant="light" p="xs" role="status" data-testid="profile-said">
          {said}
        </Alert>
      )}
    </div>
  );
}

/** The number of seats is each contest's own. */
const withProfile = (draft: ContestDraft, { kind, rules }: ProfileView): ContestDraft => ({
  ...withRules(draft, kind, rules),
  seats: draft.seats,
});
