import type { ReactNode } from 'react';
import { Checkbox } from 'react-aria-components';
import { Check } from './icons';

interface Props {
  text: ReactNode;
  value: boolean;
  onChange: (value: boolean) => void;
  /** Follows from something else and can't be changed here. */
  locked?: boolean;
}

/** Something that may be so or not. Never a consent. */
export function Tick({ text, value, onChange, locked = false }: Props) {
  return (
    <Checkbox className="tick" isSelected={value} onChange={onChange} isReadOnly={locked}>
      <span className="tick-box" aria-hidden="true">
        <Check />
      </span>
      {text}
    </Checkbox>
  );
}
