import { Text } from '@mantine/core';
import { useLayoutEffect, useRef, useState } from 'react';
import type { ScreenView } from '@piaojue/contract/screen-view';
import { useConsoleText } from '../i18n/console-text.ts';
import { Screen } from '../screen/screen.tsx';
import { PictureGuard } from './picture-guard.tsx';

/** The size the picture is laid out at before it is scaled, so that its lines break as in the hall. */
const STAGE = { width: 1920, height: 1080 } as const;

/** Exactly what the hall sees: the same component from the same snapshot, scaled. It cannot be operated. */
export function Thumbnail(props: { readonly view: ScreenView; readonly serverNow: () => number }) {
  const { t } = useConsoleText();
  const box = useRef<HTMLDivElement>(null);
  const [scale, setScale] = useState(0.2);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setScale(element.clientWidth / STAGE.width));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <figure className="thumbnail">
      <Text component="figcaption" size="sm" fw={700}>
        {t('picture.onScreen')}
      </Text>
      <div className="thumbnail-frame" ref={box} inert data-testid="thumbnail">
        <div className="hall thumbnail-stage" style={{ ...STAGE, transform: `scale(${scale})` }}>
          <PictureGuard
            of={pictureOf(props.view)}
            instead={
              <Text size="60px" p="xl" data-testid="thumbnail-failed">
                ▲ {t('picture.failed')}
              </Text>
            }
          >
            <Screen view={props.view} serverNow={props.serverNow} />
          </PictureGuard>
        </div>
      </div>
    </figure>
  );
}

/** What makes another picture of it: after a fault it is drawn anew only then. */
function pictureOf({ picture }: ScreenView): string {
  const round = picture.kind === 'result' ? picture.result.round : 'round' in picture ? picture.round : null;
  return `${picture.kind} ${round?.id ?? ''}`;
}
