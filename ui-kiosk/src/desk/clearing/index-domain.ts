import { useDesk } from '../desk';

/** Domain of the index: it bears the name of the consents' domain. */
export const useIndexDomain = (): string => useDesk().domain;
