import { Input, Label, TextField as AriaTextField } from 'react-aria-components';

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  type?: 'text' | 'password' | 'date';
  inputMode?: 'text' | 'numeric';
  autoFocus?: boolean;
  code?: boolean;
}

/** A line to type in. The browser is told to keep nothing of it. */
export function TextField({ label, value, onChange, type = 'text', inputMode = 'text', autoFocus, code }: Props) {
  return (
    <AriaTextField
      className={`field${code ? ' code' : ''}`}
      value={value}
      onChange={onChange}
      type={type}
      autoComplete="off"
      autoFocus={autoFocus ?? false}
    >
      <Label>{label}</Label>
      <Input inputMode={inputMode} autoCorrect="off" autoCapitalize="off" spellCheck="false" data-1p-ignore="" />
    </AriaTextField>
  );
}
