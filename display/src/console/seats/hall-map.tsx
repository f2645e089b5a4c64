import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import type { SeatView } from '@piaojue/contract/console-view';
import { useConsoleText } from '../../i18n/console-text.ts';
import { blockCounts, type SeatBlock, seatBlocks } from './seat-blocks.ts';
import { SeatLegend } from './seat-legend.tsx';
import { SeatMap } from './seat-map.tsx';

/** All seats of the hall; of a large one its blocks first, each of which opens. */
export function HallMap(props: {
  readonly seats: readonly SeatView[];
  /** A round is open: what is told of a block is who submitted. */
  readonly voting: boolean;
  readonly onChoose: (slot: number) => void;
}) {
  const { t } = useConsoleText();
  const [open, setOpen] = useState<string | null>(null);
  const nameOf = useBlockName();
  const blocks = seatBlocks(props.seats);
  const [only] = blocks;
  if (only === undefined) return null;
  const opened = blocks.length === 1 ? only : blocks.find(({ id }) => id === open);
  if (opened === undefined)
    return (
      <ul className="seat-blocks" data-testid="seat-blocks">
        {blocks.map((block) => (
          <li key={block.id}>
            <BlockButton block={block} voting={props.voting} onOpen={() => setOpen(block.id)} />
          </li>
        ))}
      </ul>
    );
  return (
    <div>
      {blocks.length > 1 && (
        <Group gap="sm" mb="xs">
          <Button
            size="compact-md"
            variant="default"
            onClick={() => setOpen(null)}
            data-testid="seat-blocks-back"
            autoFocus
          >
            ← {t('seats.allBlocks')}
          </Button>
          <Text fw={700}>{nameOf(opened)}</Text>
        </Group>
      )}
      <SeatMap key={opened.id} seats={opened.seats} onChoose={props.onChoose} />
      <SeatLegend />
    </div>
  );
}

function useBlockName(): (block: SeatBlock) => string {
  const { t } = useConsoleText();
  return ({ group, from, to }) => group ?? t('seats.run', { from, to });
}

function BlockButton(props: { readonly block: SeatBlock; readonly voting: boolean; readonly onOpen: () => void }) {
  const { t } = useConsoleText();
  const nameOf = useBlockName();
  const { block, voting } = props;
  const counts = blockCounts(block.seats);
  const done = voting ? counts.submitted : counts.present;
  const of = voting ? counts.present : counts.seats;
  return (
    <button type="button" className="seat-block" onClick={props.onOpen} data-testid={`seat-block-${block.id}`}>
      <span className="seat-block-name">{nameOf(block)}</span>
      <span className="seat-block-count">
        {t(voting ? 'seats.blockSubmitted' : 'seats.blockPresent')} <b>{done}</b> / {of}
      </span>
      <progress value={done} max={Math.max(1, of)} aria-hidden="true" />
      <span className="seat-block-trouble">
        {counts.silent > 0 && <span data-mark="silent">! {t('seats.blockSilent', { count: counts.silent })}</span>}
        {counts.low > 0 && <span data-mark="low">▨ {t('seats.blockLow', { count: counts.low })}</span>}
      </span>
    </button>
  );
}
