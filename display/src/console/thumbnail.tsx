import { Text } from '@mantine/core';
import { memo, type ReactNode, type Ref, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import type { ScreenView } from '@piaojue/contract/screen-view';
import { useConsoleText } from '../i18n/console-text.ts';
import { Screen } from '../screen/screen.tsx';
import { PictureGuard } from './picture-guard.tsx';
import './pictures/pictures.css';

/** The size the picture is laid out at before it is scaled, so that its lines break as in the hall. */
const STAGE = { width: 1920, height: 1080 } as const;

/** As on a vision mixer: what is on the screen has a red frame, what comes next a green one; each says so in words. */
export type Bus = 'programme' | 'preview';

/** The real page at scale: the same component from the same snapshot. It cannot be operated. */
export function Thumbnail(props: {
  readonly view: ScreenView;
  readonly bus: Bus;
  readonly caption: ReactNode;
  readonly testId: string;
  readonly serverNow: () => number;
  /** Its frame, for those who ask the picture how many pages it has. */
  readonly frame?: Ref<HTMLDivElement>;
}) {
  const { t } = useConsoleText();
  const box = useRef<HTMLDivElement>(null);
  const [scale, setScale] = useState(0.2);
  useImperativeHandle(props.frame, () => box.current as HTMLDivElement, []);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setScale(element.clientWidth / STAGE.width));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <figure className="thumbnail" data-bus={props.bus}>
      <figcaption>{props.caption}</figcaption>
      <div className="thumbnail-frame" ref={box} inert data-testid={props.testId}>
        <div className="hall thumbnail-stage" style={{ ...STAGE, transform: `scale(${scale})` }}>
          <PictureGuard
            of={pictureOf(props.view)}
            instead={
              <Text size="60px" p="xl" data-testid="thumbnail-failed">
                ▲ {t('picture.failed')}
              </Text>
            }
          >
            <Still view={props.view} serverNow={props.serverNow} />
          </PictureGuard>
        </div>
      </div>
    </figure>
  );
}

/** Drawn anew where something in it is another: the desk hears of every keypad, its pictures of few. */
const Still = memo(
  ({ view, serverNow }: { readonly view: ScreenView; readonly serverNow: () => number }) => (
    <Screen view={view} serverNow={serverNow} />
  ),
  (before, after) => before.serverNow === after.serverNow && drawn(before.view) === drawn(after.view),
);

const drawn = ({ rev: _, now: __, ...seen }: ScreenView): string => JSON.stringify(seen);

/** What makes another picture of it: after a fault it is drawn anew only then. */
function pictureOf({ picture }: ScreenView): string {
  const round = 'result' in picture ? picture.result.round : 'round' in picture ? picture.round : null;
  return `${picture.kind} ${round?.id ?? ''}`;
}
