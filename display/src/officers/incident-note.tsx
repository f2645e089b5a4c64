import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useOrders } from '../console/orders.ts';
import { useConsoleText } from '../i18n/console-text.ts';

/** What `incident:note` takes, in UTF-16 units. */
const MOST = 200;

/**
 * What a monitor saw, in words of his own. Only its button sends it: Enter ends a line, or takes what an input method offers. What
 * was typed stays until the server has it.
 */
export function IncidentNote({ live }: { readonly live: boolean }) {
  const { t } = useConsoleText();
  const { order, busy } = useOrders();
  const [text, setText] = useState('');
  const [sent, setSent] = useState(false);
  const send = async () => {
    const answer = await order('incident:note', { text: text.trim() });
    if (answer === null || answer === 'no-answer' || !answer.ok) return;
    setText('');
    setSent(true);
  };
  return (
    <div className="incident-note">
      <Textarea
        label={t('officers.note')}
        description={t('officers.noteHint')}
        value={text}
        maxLength={MOST}
        autosize
        minRows={2}
        maxRows={5}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setSent(false);
        }}
        data-testid="incident-text"
      />
      <div className="incident-note-foot">
        <span role="status" data-testid="incident-said">
          {live ? (sent ? `✓ ${t('officers.noteSent')}` : '') : t('officers.noteOffline')}
        </span>
        <Button
          variant="default"
          disabled={!live || busy || text.trim() === ''}
          onClick={() => void send()}
          data-testid="incident-send"
        >
          {t('officers.noteSend')}
        </Button>
      </div>
    </div>
  );
}
