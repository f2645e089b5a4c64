import { Button } from '@mantine/core';

/** One button for each filter of a list, with how many it leaves; one of them is on. */
export function FilterButtons<F extends string>(props: {
  readonly filters: readonly F[];
  readonly chosen: F;
  readonly counts: Readonly<Record<F, number>>;
  readonly label: (filter: F) => string;
  /** Of the buttons in tests, before the name of the filter. */
  readonly testId: string;
  readonly onChoose: (filter: F) => void;
}) {
  return props.filters.map((id) => (
    <Button
      key={id}
      size="compact-md"
      variant={props.chosen === id ? 'filled' : 'default'}
      aria-pressed={props.chosen === id}
      onClick={() => props.onChoose(id)}
      data-testid={`${props.testId}-${id}`}
    >
      {props.label(id)} {props.counts[id]}
    </Button>
  ));
}
