import { setSetupLanguage, useSetupText } from '../../i18n/setup-text.ts';
import type { StepProps } from '../setup-page.tsx';
import { PrimaryButton } from './primary-button.tsx';

/** One press: the pages, the hall's screen, and on. */
export function LanguageStep({ sequence }: StepProps) {
  const { t } = useSetupText();
  const choose = async (language: 'zh-CN' | 'en') => {
    setSetupLanguage(language);
    return await sequence.run(async (order) => {
      await order('screen:set', { language });
      await order('setup:step', { step: 'language', to: 'done' });
    });
  };
  return (
    <>
      <p className="setup-lead">{t('language.lead')}</p>
      <div className="setup-choices">
        <PrimaryButton onPress={async () => await choose('zh-CN')} testId="language-zh">
          <span lang="zh-CN">{t('language.zh')}</span>
        </PrimaryButton>
        <PrimaryButton onPress={async () => await choose('en')} testId="language-en">
          <span lang="en">{t('language.en')}</span>
        </PrimaryButton>
      </div>
    </>
  );
}
