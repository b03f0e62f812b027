import type { figures as german } from '../de/figures';
import type { Wide } from '../wide';

/** Figures, forms, audit trail. */
export const figures: Wide<typeof german> = {
  figures: {
    title: 'Figures',
    people: 'people have decided',
    consented: 'have consented',
    withdrawn: 'have withdrawn everything',
    refused: 'have refused',
    rate: 'share of consents',
    weeks: 'Documents a week',
    inWeek: (week, yes, no, back) => `Week from ${week}: ${yes} consents, ${no} refusals, ${back} withdrawals`,
    consents: 'Consents',
    refusals: 'Refusals',
    withdrawals: 'Withdrawals',
    questions: 'Answers by question',
    form: 'Form',
    question: 'Question',
    answers: 'yes · no · not asked',
    yes: 'yes',
    no: 'no',
    notAsked: 'not asked',
    places: 'Wards, last 90 days',
    place: 'Ward',
    sessions: 'Sessions on tablets',
    signed: 'with a signature',
    hidden: (count) =>
      count === 0
        ? 'Wards are counted, never single people.'
        : `${count} small wards (fewer than 5 sessions) are left out. Wards are counted, never single people.`,
  },
  templates: {
    title: 'Forms',
    form: 'Form',
    status: 'State',
    statuses: { draft: 'draft', final: 'in use', retired: 'retired' },
    since: 'since',
    preview: 'Preview',
    mandatory: 'Needed for everything else',
    policies: (count) => (count === 1 ? 'one permission' : `${count} permissions`),
  },
  audit: {
    title: 'Audit trail',
    service: 'Service',
    services: { consent: 'Consents', identity: 'Identities', pseudonym: 'Pseudonyms' },
    from: 'from',
    until: 'until before',
    actor: 'Who',
    action: 'What',
    object: 'On what',
    outcome: 'Outcome',
    at: 'When',
    search: 'Search',
    verify: 'Verify the chain',
    intact: (entries) => `The chain is intact: ${entries} entries verified.`,
    broken: 'The chain is broken. Please report it at once.',
    looked: 'This look is in the trail as well.',
  },
};
