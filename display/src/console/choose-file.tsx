import { FileButton } from '@mantine/core';
import { type ReactNode, useRef } from 'react';

/**
 * A button that asks for a file. A browser does not tell of the same file chosen once more, which is what somebody does who
 * corrected it; so what was chosen is forgotten at once.
 */
export function ChooseFile(props: {
  /** As the `accept` of an input. */
  readonly accept: string;
  readonly onFile: (file: File) => void;
  readonly children: (button: { readonly onClick: () => void }) => ReactNode;
}) {
  const forget = useRef<() => void>(null);
  return (
    <FileButton
      accept={props.accept}
      resetRef={forget}
      onChange={(file) => {
        forget.current?.();
        if (file !== null) props.onFile(file);
      }}
    >
      {props.children}
    </FileButton>
  );
}
