import { Input, Label, Text, TextField as AriaTextField } from 'react-aria-components';

interface Props {
  label: string;
  hint?: string;
  value: string;
  onChange: (value: string) => void;
  type?: 'text' | 'password' | 'date' | 'time';
  inputMode?: 'text' | 'numeric';
  autoFocus?: boolean;
  code?: boolean;
  /** A number that another device shows; the browser may offer it. */
  oneTimeCode?: boolean;
  /** Most characters. */
  longest?: number;
}

/** A line to type in. The browser is told to keep nothing of it. */
export function TextField(props: Props) {
  const {
    label,
    hint,
    value,
    onChange,
    type = 'text',
    inputMode = 'text',
    autoFocus,
    code,
    oneTimeCode,
    longest,
  } = props;
  return (
    <AriaTextField
      className={`field${code ? ' code' : ''}`}
      value={value}
      onChange={onChange}
      type={type}
      autoComplete={oneTimeCode ? 'one-time-code' : 'off'}
      autoFocus={autoFocus ?? false}
      {...(longest ? { maxLength: longest } : {})}
    >
      <Label>{label}</Label>
      <Input inputMode={inputMode} autoCorrect="off" autoCapitalize="off" spellCheck="false" data-1p-ignore="" />
      {hint && (
        <Text slot="description" className="quiet-text">
          {hint}
        </Text>
      )}
    </AriaTextField>
  );
}
