import { Component, type ReactNode } from 'react';

interface Guarded {
  /** What is drawn: after a fault it is tried anew with another one. */
  readonly of: string;
  readonly instead: ReactNode;
  readonly children: ReactNode;
}
interface Tried {
  readonly of: string;
  readonly failed: boolean;
}

/** A picture that can't be drawn must not take the desk away. React catches errors of drawing in a class only. */
export class PictureGuard extends Component<Guarded, Tried> {
  override state: Tried = { of: this.props.of, failed: false };

  static getDerivedStateFromError(): Partial<Tried> {
    return { failed: true };
  }

  static getDerivedStateFromProps({ of }: Guarded, tried: Tried): Tried | null {
    return of === tried.of ? null : { of, failed: false };
  }

  override render(): ReactNode {
    return this.state.failed ? this.props.instead : this.props.children;
  }
}
