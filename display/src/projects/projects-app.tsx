import { Alert, Button, Group, MantineProvider, SegmentedControl, Tabs, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { deskTheme } from '../console/theme.ts';
import { setProjectsLanguage, useProjectsText } from '../i18n/projects-text.ts';
import { screenText } from '../i18n/screen-text.ts';
import { PinForm } from '../link/pin-form.tsx';
import { StaleNotice } from '../link/stale-notice.tsx';
import { type SignInFault, signIn } from '../link/session.ts';
import { ProjectBoard } from './project-board.tsx';
import { PublishPanel } from './publish-panel.tsx';
import { ReviewPanel } from './review-panel.tsx';
import { SuggestionBoard } from './suggestion-board.tsx';
import { useYear, type Year } from './use-year.ts';
import { YearDeskProvider } from './year-context.ts';

const TABS = ['projects', 'suggestions', 'reviews', 'publish'] as const;

/** The page `/projects`: the year after the vote. */
export function ProjectsApp() {
  const year = useYear();
  const { t, language } = useProjectsText();
  const [fault, setFault] = useState<SignInFault | null>(null);
  const enterPin = async (pin: string) => {
    const session = await signIn(pin);
    setFault(typeof session === 'string' ? session : null);
    if (typeof session !== 'string') await year.reload();
  };
  return (
    <MantineProvider theme={deskTheme} forceColorScheme="light">
      {year.state === 'pin' && <PinForm t={screenText(language)} fault={fault ?? null} onPin={enterPin} />}
      <StaleNotice t={screenText(language)} />
      {year.state === 'waiting' && (
        <Text p="xl" role="status">
          {t('app.waiting')}
        </Text>
      )}
      {year.state === 'offline' && (
        <Alert color="yellow" m="md" role="alert" title={t('app.offline')}>
          <Button onClick={() => void year.reload()}>{t('app.again')}</Button>
        </Alert>
      )}
      {year.page !== null && year.state !== 'pin' && <ProjectsPage year={year} />}
    </MantineProvider>
  );
}

function ProjectsPage({ year }: { readonly year: Year }) {
  const { t, language } = useProjectsText();
  const [tab, setTab] = useState<(typeof TABS)[number]>('projects');
  const { page, post, reload } = year;
  if (page === null) return null;
  return (
    <YearDeskProvider value={{ page, post, reload }}>
      <div className="year" data-testid="projects">
        <header className="year-header">
          <Title order={1} size="h3">
            {t('app.title')}
          </Title>
          {page.rehearsal && (
            <Text className="amber" fw={700} data-testid="projects-rehearsal">
              ▲ {t('app.rehearsal')}
            </Text>
          )}
          <Group ml="auto" gap="sm">
            <a href="/console">{t('app.console')}</a>
            <SegmentedControl
              aria-label={t('app.language')}
              value={language}
              data={[
                { value: 'zh-CN', label: '中文' },
                { value: 'en', label: 'English' },
              ]}
              onChange={(value) => setProjectsLanguage(value)}
              data-testid="projects-language"
            />
          </Group>
        </header>
        {page.brokenAt !== null && (
          <Alert color="red" role="alert" data-testid="projects-broken">
            {t('app.broken', { entry: page.brokenAt })}
          </Alert>
        )}
        <Tabs value={tab} onChange={(value) => setTab(value as typeof tab)} keepMounted={false}>
          <Tabs.List>
            {TABS.map((id) => (
              <Tabs.Tab key={id} value={id} data-testid={`tab-${id}`}>
                {t(`tabs.${id}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <main className="year-body">
            {tab === 'projects' && <ProjectBoard />}
            {tab === 'suggestions' && <SuggestionBoard />}
            {tab === 'reviews' && <ReviewPanel />}
            {tab === 'publish' && <PublishPanel />}
          </main>
        </Tabs>
      </div>
    </YearDeskProvider>
  );
}
