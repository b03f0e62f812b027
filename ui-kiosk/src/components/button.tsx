import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps } from 'react-aria-components';

interface Props extends Omit<ButtonProps, 'className' | 'children'> {
  look?: 'primary' | 'quiet' | 'plain';
  wide?: boolean;
  children: ReactNode;
}

/** Large enough for any finger; `primary` is the one way on, at most one a screen. */
export function Button({ look = 'quiet', wide, children, ...props }: Props) {
  return (
    <AriaButton {...props} className={`button ${look}${wide ? ' wide' : ''}`}>
      {children}
    </AriaButton>
  );
}
