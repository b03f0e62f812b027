import { Head } from '../parts';
import { useDesk } from '../desk';
import { ByNumber } from './by-number';
import { ByPerson } from './by-person';

/** Whom it is about: by label, or by what is known of the person. */
export function Patients() {
  const { words, may } = useDesk();
  return (
    <>
      <Head title={words.patients.title} screen="desk-patients" />
      <ByNumber />
      {may('identity.read') && <ByPerson />}
    </>
  );
}
