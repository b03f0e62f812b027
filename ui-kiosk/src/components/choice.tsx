import { useId, type ReactNode } from 'react';
import { Radio, RadioGroup } from 'react-aria-components';
import { Check } from './icons';

interface Props<T extends string> {
  label: string;
  options: readonly { value: T; text: ReactNode; lang?: string; dir?: 'ltr' | 'rtl' }[];
  value: T | undefined;
  onChange: (value: T) => void;
  look?: 'answers' | 'tiles' | 'days' | 'names';
  hideLabel?: boolean;
}

/** One of several, all alike: same size, weight and colour, nothing chosen before somebody chooses. */
export function Choice<T extends string>({ label, options, value, onChange, look = 'tiles', hideLabel }: Props<T>) {
  const labelled = useId();
  return (
    <RadioGroup
      className={`choice ${look}`}
      value={value ?? null}
      onChange={(chosen) => onChange(chosen as T)}
      {...(hideLabel ? { 'aria-label': label } : { 'aria-labelledby': labelled })}
    >
      {!hideLabel && (
        <span id={labelled} className="choice-label">
          {label}
        </span>
      )}
      <div className="choice-options">
        {options.map((option) => (
          <Radio key={option.value} value={option.value} className="option">
            <span className="dot" aria-hidden="true">
              <Check />
            </span>
            <span className="option-text" {...(option.lang ? { lang: option.lang } : {})} dir={option.dir ?? 'auto'}>
              {option.text}
            </span>
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
