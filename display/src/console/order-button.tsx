import { Button, type ButtonProps } from '@mantine/core';
import type { ReactNode } from 'react';
import { useOrders } from './orders.ts';

/**
 * A button that gives an order. While another order is under way it looks and says that it can't be used, and an order
 * is ignored then; but it keeps the focus, which a disabled button loses.
 */
export function OrderButton(
  props: ButtonProps & {
    readonly onOrder: () => void;
    readonly children: ReactNode;
    readonly 'data-testid'?: string;
    readonly 'aria-pressed'?: boolean;
    readonly 'aria-label'?: string;
  },
) {
  const { onOrder, ...rest } = props;
  const { busy } = useOrders();
  return (
    <Button
      variant="default"
      {...rest}
      onClick={() => {
        if (!busy) onOrder();
      }}
      {...(busy && { 'data-disabled': true, 'aria-disabled': true })}
    />
  );
}
