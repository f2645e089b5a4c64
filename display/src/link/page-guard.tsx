import { Component, createRef, type ReactNode } from 'react';
import type { PageName } from '@piaojue/contract/page-fault';
import { screenText } from '../i18n/screen-text.ts';
import { reportPageFault } from './page-faults.ts';
import './page-notices.css';

/** First wait before a page that failed is drawn again, and the longest, ms; it doubles with each failure on end. */
const AGAIN_MS = { first: 1000, longest: 30_000 } as const;
/** Drawn without a fault for this long, the next fault is a first one again, ms. */
const SOUND_MS = 30_000;

export const againAfterMs = (failures: number): number =>
  Math.min(AGAIN_MS.first * 2 ** Math.max(failures - 1, 0), AGAIN_MS.longest);

/**
 * Around every page: a fault of ours never leaves it blank in front of a hall. What stood there last stays as a still, marked as
 * not live; the server is told, so that the console knows; and the page draws itself again after a while, for ever.
 */
export class PageGuard extends Component<
  { readonly page: PageName; readonly children: ReactNode },
  { readonly failures: number; readonly failed: boolean }
> {
  override state = { failures: 0, failed: false };
  readonly #live = createRef<HTMLDivElement>();
  readonly #still = createRef<HTMLDivElement>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  /** The last moment at which the page that is about to go still stands. */
  override getSnapshotBeforeUpdate(_props: unknown, former: { readonly failed: boolean }): readonly Node[] | null {
    const live = this.#live.current;
    if (!this.state.failed || former.failed || live === null) return null;
    return [...live.childNodes].map((node) => node.cloneNode(true));
  }

  override componentDidUpdate(
    _props: unknown,
    former: { readonly failed: boolean },
    last: readonly Node[] | null,
  ): void {
    if (last !== null) this.#still.current?.replaceChildren(...last);
    if (former.failed && !this.state.failed) this.#still.current?.replaceChildren();
  }

  override componentDidCatch(): void {
    reportPageFault(this.props.page, 'render');
    clearTimeout(this.#timer);
    this.setState(({ failures }) => {
      this.#timer = setTimeout(this.#again, againAfterMs(failures + 1));
      return { failures: failures + 1 };
    });
  }

  override componentWillUnmount(): void {
    clearTimeout(this.#timer);
  }

  readonly #again = (): void => {
    this.setState({ failed: false });
    this.#timer = setTimeout(() => this.setState({ failures: 0 }), SOUND_MS);
  };

  override render(): ReactNode {
    const { failed } = this.state;
    const t = screenText(document.documentElement.lang === 'en' ? 'en' : 'zh-CN');
    return (
      <>
        <div className="page-live" ref={this.#live}>
          {failed ? null : this.props.children}
        </div>
        <div className="page-still" ref={this.#still} inert hidden={!failed} />
        {failed && (
          <p className="page-fault" role="status" data-testid="page-fault">
            {t('pages.fault')}
          </p>
        )}
      </>
    );
  }
}
