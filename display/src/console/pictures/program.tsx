import type { Ref } from 'react';
import type { ConsoleView } from '@piaojue/contract/console-view';
import type { ScreenPlace } from '@piaojue/contract/screen-view';
import { useConsoleText } from '../../i18n/console-text.ts';
import { Thumbnail } from '../thumbnail.tsx';

interface Shown {
  readonly view: ConsoleView;
  readonly place?: ScreenPlace;
  readonly serverNow: () => number;
}

/** 大屏正在显示, in its red frame, with how many screens show it. */
export function Program(props: Shown & { readonly frame?: Ref<HTMLDivElement> }) {
  const { t } = useConsoleText();
  const { place = 'hall' } = props;
  const { view, connected, late } = props.view.screens[place];
  return (
    <div>
      <Thumbnail
        view={view}
        bus="programme"
        caption={`● ${t(place === 'hall' ? 'picture.onScreen' : 'picture.presidium')}`}
        testId={place === 'hall' ? 'thumbnail' : 'thumbnail-presidium'}
        serverNow={props.serverNow}
        {...(props.frame === undefined ? {} : { frame: props.frame })}
      />
      <p className="picture-facts" data-testid={`screens-${place}`} data-connected={connected} data-late={late}>
        {connected === 0 ? (
          <span className="amber">▲ {t('picture.noScreen')}</span>
        ) : (
          t('picture.connected', { count: connected })
        )}
        {late > 0 && <span className="amber"> ▲ {t('picture.late', { count: late })}</span>}
      </p>
    </div>
  );
}

/** 下一画面, in its green frame; an empty frame where a vote decides and nothing of what follows is known. */
export function Preview(props: Shown) {
  const { t } = useConsoleText();
  const { place = 'hall' } = props;
  const { next } = props.view.screens[place];
  const caption = t(place === 'hall' ? 'picture.upNext' : 'picture.presidiumNext');
  if (next === null)
    return (
      <figure className="thumbnail" data-bus="preview">
        <figcaption>○ {caption}</figcaption>
        <div className="preview-none" data-testid={place === 'hall' ? 'preview-none' : 'preview-presidium-none'}>
          {t('picture.nothingNext')}
        </div>
      </figure>
    );
  return (
    <Thumbnail
      view={next}
      bus="preview"
      caption={`○ ${caption}`}
      testId={place === 'hall' ? 'preview' : 'preview-presidium'}
      serverNow={props.serverNow}
    />
  );
}
