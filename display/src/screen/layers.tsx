import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { ScreenView } from '@piaojue/contract/screen-view';
import { loadCharacters, missingCharacters } from './fonts.ts';
import type { Hall } from './hall-context.ts';
import { holdBefore } from './hold.ts';
import { motionAllowed } from './motion.ts';
import { pictureKey, revealsAfter } from './picture-key.ts';
import { Screen } from './screen.tsx';

type Kind = ScreenView['picture']['kind'];

interface Layer {
  readonly id: number;
  readonly key: string;
  readonly view: ScreenView;
  readonly reveal: boolean;
}

/**
 * Two layers: the one that is seen stays until the next has its fonts and has been painted over it, so the hall never
 * sees an empty page between two pictures.
 */
export function Layers(props: { readonly view: ScreenView } & Pick<Hall, 'aspect' | 'serverNow'>) {
  const { view } = props;
  const [layers, setLayers] = useState<readonly Layer[]>([]);

  /** What is seen, and since when (ms of the page's clock); what waits, and until when. */
  const seen = useRef<{ readonly kind: Kind; readonly since: number } | null>(null);
  const waits = useRef<{ readonly kind: Kind; readonly until: number } | null>(null);

  useEffect(() => {
    let overtaken = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const { kind } = view.picture;
    const show = () => {
      if (overtaken) return;
      const now = performance.now();
      const before = seen.current;
      // A snapshot of the same picture does not let it wait anew.
      if (waits.current?.kind !== kind) {
        const hold = holdBefore(kind, before && { kind: before.kind, seenFor: now - before.since });
        waits.current = { kind, until: now + hold };
      }
      const left = waits.current.until - now;
      if (left > 0) {
        timer = setTimeout(show, left + 1);
        return;
      }
      if (before?.kind !== kind) seen.current = { kind, since: now };
      setLayers((shown) => withView(shown, view));
    };
    const missing = missingCharacters(view);
    if (missing.length === 0) show();
    else void loadCharacters(missing).then(show);
    return () => {
      overtaken = true;
      clearTimeout(timer);
    };
  }, [view]);

  const settle = (id: number) => setLayers((shown) => shown.filter((layer) => layer.id >= id));
  const front = layers.at(-1);
  return layers.map((layer) => (
    <FadingLayer key={layer.id} layer={layer} front={layer === front} first={layers.length === 1} onShown={settle}>
      <Screen view={layer.view} reveal={layer.reveal} aspect={props.aspect} serverNow={props.serverNow} />
    </FadingLayer>
  ));
}

function withView(shown: readonly Layer[], view: ScreenView): readonly Layer[] {
  const front = shown.at(-1);
  const key = pictureKey(view);
  if (front?.key === key) return [...shown.slice(0, -1), { ...front, view }];
  const next = { id: (front?.id ?? 0) + 1, key, view, reveal: revealsAfter(view, front?.view ?? null) };
  return front === undefined ? [next] : [front, next];
}

/** ms of the cross-fade; under a reveal the figures have to stand by 120. */
const FADE = 200;
const FADE_TO_SUMMARY = 240;
const FADE_TO_RESULT = 120;

function FadingLayer(props: {
  readonly layer: Layer;
  readonly front: boolean;
  readonly first: boolean;
  readonly onShown: (id: number) => void;
  readonly children: React.ReactNode;
}) {
  const { layer, front, first, onShown } = props;
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (first) return;
    if (!motionAllowed(layer.view.hall) || box.current === null) {
      onShown(layer.id);
      return;
    }
    const isSummary = layer.view.picture.kind === 'summary';
    const duration = layer.reveal ? FADE_TO_RESULT : isSummary ? FADE_TO_SUMMARY : FADE;
    const fade = box.current.animate([{ opacity: 0 }, { opacity: 1 }], { duration, fill: 'backwards' });
    // `onfinish` is not called for a layer that was taken away while it still faded.
    fade.onfinish = () => onShown(layer.id);
    return () => fade.cancel();
    // The fade belongs to the layer's appearing; what changes in it later does not fade.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return (
    <div className="layer" ref={box} data-layer={front ? 'front' : 'leaving'} aria-hidden={!front} inert={!front}>
      {props.children}
    </div>
  );
}
