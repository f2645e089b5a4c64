import type { PlainEntry } from '@piaojue/contract/project-entry';
import type { ProjectsText } from '../i18n/projects-text.ts';

/** What an entry says, in a line. */
export function entryWords(t: ProjectsText, entry: PlainEntry): string {
  switch (entry.kind) {
    case 'group':
      return entry.group;
    case 'milestone':
      return `${entry.title} · ${t('milestone.planned')} ${entry.planned}`;
    case 'milestoneDone':
      return `${entry.milestone} · ${t('milestone.done')} ${entry.done} ${entry.words ?? ''}`;
    case 'note':
      return [
        entry.date,
        t(`author.${entry.author.role}`),
        entry.author.name,
        entry.percent !== undefined && `${entry.percent}%`,
        entry.words,
      ]
        .filter(Boolean)
        .join(' · ');
    case 'adjustment': {
      const { body, date, number = '', words } = entry.allowedBy;
      return `${changeWords(t, entry.change)} · ${t('adjust.allowed', { body, date, number, words })}`;
    }
    case 'step':
      return [
        entry.date,
        t(`state.${entry.to}`),
        entry.unit,
        entry.answer && `${t(`answer.${entry.answer.kind}`)} ${entry.answer.words}`,
        entry.reason,
      ]
        .filter(Boolean)
        .join(' · ');
  }
}

function changeWords(t: ProjectsText, change: Extract<PlainEntry, { kind: 'adjustment' }>['change']): string {
  switch (change.what) {
    case 'field':
      return `${t(`project.${change.field}`)} → ${change.to}`;
    case 'milestone':
      return `${t('adjust.milestone')} ${change.milestone} → ${change.planned}`;
    case 'stop':
    case 'resume':
      return t(`adjust.${change.what}`);
  }
}
