import type { talks as german } from '../de/talks';
import type { Wide } from '../wide';

/** The log of talks, calls and questions from tablets. */
export const talks: Wide<typeof german> = {
  talks: {
    title: 'Talks and questions',
    log: 'Write down a talk',
    none: 'No talk has been written down.',
    by: 'Who explained?',
    day: 'Day',
    time: 'Began at',
    minutes: 'Minutes it took',
    way: 'How did you talk?',
    ways: { 'in-person': 'in person', phone: 'by phone', video: 'by video' },
    questions: 'What was asked',
    questionsHint: 'one line for each question, may stay empty',
    session: 'Belongs to the session under way and is printed on its document',
    save: 'Write down',
    held: (when, minutes, way) => `${when} · ${minutes} minutes · ${way}`,
    onDocument: 'on the document',
    asked: 'Asked on the tablet',
    answered: (when) => `answered ${when}`,
    waiting: 'not answered yet',
    answer: 'Answered',
    now: 'Questions from tablets',
    nobody: 'Nobody asks right now.',
    call: (tablet, place) => `${tablet}${place ? `, ${place}` : ''}: somebody calls for staff.`,
    look: 'To the tablets',
  },
};
