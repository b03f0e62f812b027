import { useDesk } from '../desk';
import { say } from '../parts';

/** What somebody stored, as the reader's language writes it: days, sexes; everything else as it is. */
export function useValues(): (field: string, value: string | null | undefined) => string {
  const { words, day } = useDesk();
  return (field, value) => {
    if (!value) return '–';
    if (field === 'sex' || field === 'gender') return say(words.clearing.sexes, value);
    return /^\d{4}-\d{2}-\d{2}$/.test(value) ? day(value) : value;
  };
}
