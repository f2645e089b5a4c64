import { Button } from '@mantine/core';
import { useState } from 'react';
import { saveFile } from '../../console/save-file.ts';
import { useSetupText } from '../../i18n/setup-text.ts';
import { callApi, getFile } from '../../link/api.ts';
import type { StepProps } from '../setup-page.tsx';
import { PrimaryButton } from './primary-button.tsx';

/** What is left at the end: the report to sign, and the file that the real sitting begins with. */
export function ReportStep({ view, sequence }: StepProps) {
  const { t, language } = useSetupText();
  const [noPdf, setNoPdf] = useState(false);
  const tests = view.setup.steps.filter(({ id }) => id !== 'report');
  const open = tests.filter(({ state }) => state === 'todo' || state === 'attention');
  const pdf = async () => {
    const answer = await callApi('GET', `/api/setup/report.pdf?lang=${language}`);
    setNoPdf(answer.kind !== 'ok');
    if (answer.kind === 'ok') saveFile(await answer.response.blob(), 'readiness.pdf');
  };
  const save = async (path: string, name: string) => {
    const file = await getFile(path);
    if (file !== null) saveFile(file, name);
  };
  return (
    <>
      <p
        className={open.length === 0 ? 'setup-verdict setup-good' : 'setup-verdict amber'}
        data-testid="report-verdict"
        data-open={open.length}
      >
        {open.length === 0 ? `✓ ${t('report.passed')}` : `▲ ${t('report.open', { n: open.length })}`}
      </p>
      <p className="setup-lead">{t('report.lead')}</p>
      <div className="setup-choices">
        <Button size="lg" variant="default" onClick={() => void pdf()} data-testid="report-pdf">
          {t('report.pdf')}
        </Button>
        <Button
          size="lg"
          variant="default"
          onClick={() => void save(`/api/setup/report?lang=${language}`, 'readiness.html')}
          data-testid="report-html"
        >
          {t('report.html')}
        </Button>
      </div>
      {noPdf && <p className="setup-fault">▲ {t('report.noPdf')}</p>}
      <h3>{t('report.carry')}</h3>
      <p>{t('report.carryLead')}</p>
      <Button
        variant="default"
        onClick={() => void save('/api/setup/sitting.json', 'sitting.json')}
        data-testid="report-sitting"
      >
        {t('report.file')}
      </Button>
      <pre className="setup-commands">
        {`sudo piaojue install-service
piaojue serve --mode real --data DATA --keys KEYS --sitting sitting.json
piaojue gateway --port auto --server http://127.0.0.1:8600 --token-file KEYS/gateway.token`}
      </pre>
      <PrimaryButton
        onPress={async () => {
          const done = await sequence.run(async (order) => {
            await order('setup:step', { step: 'report', to: 'done' });
            await order('setup:close', { closed: true });
          });
          if (done) location.assign('/console');
        }}
        testId="report-finish"
      >
        {t('report.finish')}
      </PrimaryButton>
    </>
  );
}
