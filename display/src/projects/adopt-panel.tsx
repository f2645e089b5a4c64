import { Button, Group, Text } from '@mantine/core';
import { useProjectsText } from '../i18n/projects-text.ts';
import { Answer } from './form-parts.tsx';
import { useOrder, useYearDesk } from './year-context.ts';

/** Announced votes whose projects are not all tracked yet; of another sitting, its signed bundle. */
export function AdoptPanel() {
  const { t } = useProjectsText();
  const { page } = useYearDesk();
  const { busy, written, order } = useOrder();
  return (
    <>
      {page.filed.length === 0 && <Text>{t('adopt.empty')}</Text>}
      {page.filed.map(({ bundleHash, sitting, title, turn, chosen, adopted }) => (
        <Group key={bundleHash} my="xs">
          <Text>{t('adopt.line', { title, date: sitting.date, turn, chosen, adopted })}</Text>
          {adopted < chosen && (
            <Button
              disabled={busy}
              onClick={() => void order('/api/projects/adopt', { bundleHash })}
              data-testid={`adopt-${bundleHash.slice(0, 8)}`}
            >
              {t('adopt.button')}
            </Button>
          )}
        </Group>
      ))}
      <BundleForm onBundle={(bundle, signature) => void order('/api/projects/adopt', { bundle, signature })} />
      <Answer written={written} id="adopt" />
    </>
  );
}

function BundleForm(props: { readonly onBundle: (bundle: unknown, signature: string) => void }) {
  const { t } = useProjectsText();
  const read = async (form: HTMLFormElement) => {
    const data = new FormData(form);
    const [bundle, signature] = [data.get('bundle'), data.get('signature')];
    if (!(bundle instanceof File) || !(signature instanceof File)) return;
    const bytes = new Uint8Array(await signature.arrayBuffer());
    let json: unknown = null;
    try {
      json = JSON.parse(await bundle.text());
    } catch {
      // The server says what it expected instead.
    }
    props.onBundle(json, Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''));
  };
  return (
    <details>
      <summary>{t('adopt.bundle')}</summary>
      <form
        className="entry-form"
        onSubmit={(event) => {
          event.preventDefault();
          void read(event.currentTarget);
        }}
      >
        <label>
          {t('adopt.bundleFile')} <input type="file" name="bundle" accept=".json" required />
        </label>
        <label>
          {t('adopt.signatureFile')} <input type="file" name="signature" accept=".sig" required />
        </label>
        <Button type="submit">{t('adopt.button')}</Button>
      </form>
    </details>
  );
}
