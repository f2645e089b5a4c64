import { Fragment } from 'react';
import { titleParts } from './line-breaks.ts';

/** A name as it is set: · is one em wide in this face and GB/T 15834 wants half; no break stands before it. */
export function Name({ text }: { readonly text: string }) {
  return titleParts(text).map((part, at) => (
    // The parts of a fixed string keep their places, so the place is the key.
    // oxlint-disable-next-line react/no-array-index-key
    <Fragment key={at}>
      {at > 0 && <wbr />}
      <Dotted text={part} />
    </Fragment>
  ));
}

function Dotted({ text }: { readonly text: string }) {
  return text.split('·').map((part, at) => (
    // oxlint-disable-next-line react/no-array-index-key
    <Fragment key={at}>
      {at > 0 && (
        <>
          {'\u2060'}
          <span className="dot">·</span>
        </>
      )}
      {part}
    </Fragment>
  ));
}

/**
 * A name in a list. Of persons, one of two characters is spread to three, as official lists set it; by style and not by
 * spaces, so that it can still be found and copied.
 */
export function ListName({ text, person }: { readonly text: string; readonly person: boolean }) {
  if (!person || !/^\p{Script=Han}{2}$/u.test(text)) return <Name text={text} />;
  return <span className="spread">{text}</span>;
}

/** A title that breaks after the words that end a part of it, and elsewhere only when it has to. */
export function Title({ text }: { readonly text: string }) {
  return titleParts(text).map((part, at) => (
    // oxlint-disable-next-line react/no-array-index-key
    <Fragment key={at}>
      {at > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
