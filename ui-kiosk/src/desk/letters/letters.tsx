import { useDesk } from '../desk';
import { Head } from '../parts';
import { LetterLists } from './lists';
import { PortalQuestions } from './questions';

/** Who was let into the patient portal, and what people ask there. */
export function Letters() {
  const { words, may, domain } = useDesk();
  return (
    <>
      <Head title={words.letters.title} screen="desk-letters" />
      {may('portal.answer') && <PortalQuestions domain={domain} />}
      {may('portal.invite') && <LetterLists domain={domain} />}
    </>
  );
}
