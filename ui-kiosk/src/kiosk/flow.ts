import type { CaptureBundle, CaptureForm, ShownScreen } from '../lib/api/client';
import { decisionsOf, offered, openQuestion, refused, textOf, withAnswer, type Answer, type Answers } from './forms';
import type { Signature } from './signature';

// The patient's way through a session. Pure: what has happened in, what is to be shown out.

export type Step =
  | { kind: 'language' }
  | { kind: 'identity' }
  | { kind: 'who' }
  | { kind: 'film' }
  | { kind: 'summary' }
  | { kind: 'part'; form: number }
  | { kind: 'information'; form: number }
  | { kind: 'check' }
  | { kind: 'decision'; form: number; module: string }
  | { kind: 'refusal'; form: number }
  | { kind: 'review' }
  | { kind: 'sign' }
  | { kind: 'document' };

export interface Session {
  bundle: CaptureBundle;
  /** The site offers three questions about the information. */
  checks: boolean;
  textLanguage: string;
  confirmed: boolean;
  self: boolean;
  filmSkipped: boolean;
  informed: readonly number[];
  answers: readonly Answers[];
  signatures: Readonly<Record<string, Signature>>;
  alone: boolean;
  witness: boolean;
  interpreter: boolean;
  step: Step;
  trail: readonly ShownScreen[];
}

export type Happening =
  | { kind: 'language'; language: string }
  | { kind: 'confirmed' }
  | { kind: 'film-skipped' }
  | { kind: 'answered'; form: number; module: string; answer: Answer }
  | { kind: 'signed'; who: string; signature: Signature | undefined }
  | { kind: 'chose'; what: 'alone' | 'witness' | 'interpreter'; value: boolean }
  | { kind: 'shown'; screen: ShownScreen }
  | { kind: 'went'; step: Step }
  | { kind: 'next' }
  | { kind: 'back' };

export const begin = (bundle: CaptureBundle, checks = false): Session => ({
  bundle,
  checks,
  textLanguage: 'de',
  confirmed: false,
  self: false,
  filmSkipped: false,
  informed: [],
  answers: bundle.forms.map(() => ({})),
  signatures: {},
  alone: false,
  witness: false,
  interpreter: false,
  step: { kind: 'language' },
  trail: [],
});

export const sameStep = (one: Step, other: Step): boolean => JSON.stringify(one) === JSON.stringify(other);

export const formOf = (session: Session, form: number): CaptureForm => {
  const found = session.bundle.forms[form];
  if (!found) throw new RangeError('There is no such form.');
  return found;
};

const isMinor = (session: Session): boolean => session.bundle.forms.some((form) => form.part !== 'patient');

/** The whole way as it stands now: each answer may change what follows, never what is behind. */
export function way(session: Session): Step[] {
  const steps: Step[] = [{ kind: 'language' }, { kind: 'identity' }];
  if (!isMinor(session)) steps.push({ kind: 'who' });
  steps.push({ kind: 'film' });
  if (session.filmSkipped) steps.push({ kind: 'summary' });
  for (const [number, form] of session.bundle.forms.entries()) {
    const text = textOf(form, session.textLanguage);
    const answers = session.answers[number] ?? {};
    if (session.bundle.forms.length > 1) steps.push({ kind: 'part', form: number });
    steps.push({ kind: 'information', form: number });
    if (session.checks && number === 0) steps.push({ kind: 'check' });
    for (const module of offered(text, answers)) steps.push({ kind: 'decision', form: number, module: module.name });
    if (refused(text, answers)) return [...steps, { kind: 'refusal', form: number }];
  }
  return [...steps, { kind: 'review' }, { kind: 'sign' }, { kind: 'document' }];
}

/** What has to be done before a step may be left forwards. */
function isDone(session: Session, step: Step): boolean {
  switch (step.kind) {
    case 'identity':
      return session.confirmed;
    case 'decision':
      return session.answers[step.form]?.[step.module] !== undefined;
    case 'review':
      return session.bundle.forms.every(
        (form, number) => !openQuestion(textOf(form, session.textLanguage), session.answers[number] ?? {}),
      );
    case 'sign':
      return signatories(session).every((who) => session.signatures[who.key] !== undefined);
    case 'refusal':
    case 'document':
      return false;
    default:
      return true;
  }
}

/** Nobody reaches a step before everything in front of it is done: no decision before the information. */
export function mayGo(session: Session, to: Step): boolean {
  const steps = way(session);
  const at = steps.findIndex((step) => sameStep(step, to));
  return (
    at >= 0 &&
    steps.slice(0, at).every((step) => isDone(session, step) && (step.kind !== 'information' || isRead(session, step)))
  );
}

const isRead = (session: Session, step: Step & { kind: 'information' }): boolean =>
  session.informed.includes(step.form) || sameStep(session.step, step);

export function follow(session: Session, happening: Happening): Session {
  switch (happening.kind) {
    case 'language':
      return { ...session, textLanguage: happening.language };
    case 'confirmed':
      return { ...session, confirmed: true };
    case 'film-skipped':
      return forward({ ...session, filmSkipped: true });
    case 'answered':
      return answered(session, happening.form, happening.module, happening.answer);
    case 'signed':
      return { ...session, signatures: signed(session, happening.who, happening.signature) };
    case 'chose':
      return { ...session, [happening.what]: happening.value };
    case 'shown':
      return { ...session, trail: [...session.trail, happening.screen] };
    case 'went':
      return mayGo(session, happening.step) ? { ...session, step: happening.step } : session;
    case 'next':
      return forward(session);
    case 'back':
      return backward(session);
  }
}

function answered(session: Session, form: number, module: string, answer: Answer): Session {
  const answers = session.answers.map((known, number) => (number === form ? withAnswer(known, module, answer) : known));
  return { ...session, answers };
}

function signed(session: Session, who: string, signature: Signature | undefined): Session['signatures'] {
  const others = Object.fromEntries(Object.entries(session.signatures).filter(([key]) => key !== who));
  return signature ? { ...others, [who]: signature } : others;
}

function forward(session: Session): Session {
  if (!isDone(session, session.step)) return session;
  const informed =
    session.step.kind === 'information' && !session.informed.includes(session.step.form)
      ? [...session.informed, session.step.form]
      : session.informed;
  const steps = way(session);
  const at = steps.findIndex((step) => sameStep(step, session.step));
  const next = steps[at + 1];
  return next ? { ...session, informed, step: next } : { ...session, informed };
}

function backward(session: Session): Session {
  const steps = way(session);
  const at = steps.findIndex((step) => sameStep(step, session.step));
  const before = steps[at - 1];
  // once confirmed, the question for the birthday is behind us
  return before && !(before.kind === 'identity' && session.confirmed) ? { ...session, step: before } : session;
}

export interface Signatory {
  key: string;
  role: 'patient' | 'guardian' | 'witness' | 'interpreter';
  form: number;
  number: number;
}

/** Who has to sign, in order. A witness is needed where somebody can't sign. */
export function signatories(session: Session): Signatory[] {
  const people: Signatory[] = [];
  for (const [form, { part }] of session.bundle.forms.entries()) {
    const count = part === 'guardian' && !session.alone ? session.bundle.guardiansNeeded : 1;
    for (let number = 1; number <= Number(count); number += 1) {
      const role = part === 'guardian' ? 'guardian' : 'patient';
      people.push({ key: `${form}-${role}-${number}`, role, form, number });
    }
  }
  const unable = people.some((who) => session.signatures[who.key]?.kind === 'unable');
  const last = session.bundle.forms.length - 1;
  if (session.witness || unable) people.push({ key: 'witness', role: 'witness', form: last, number: 1 });
  if (session.interpreter) people.push({ key: 'interpreter', role: 'interpreter', form: last, number: 1 });
  return people;
}

/** How far the person has come, for the line at the top: by chapters, so that a no makes nobody fall back. */
export function progress(session: Session): { at: number; of: number } {
  const chapters = ['start', 'film', 'read', 'decide', 'sign', 'document'];
  const chapter: Record<Step['kind'], string> = {
    language: 'start',
    identity: 'start',
    who: 'start',
    film: 'film',
    summary: 'film',
    part: 'read',
    information: 'read',
    check: 'read',
    decision: 'decide',
    refusal: 'decide',
    review: 'decide',
    sign: 'sign',
    document: 'document',
  };
  return { at: chapters.indexOf(chapter[session.step.kind]) + 1, of: chapters.length };
}

export const questions = (session: Session, form: number): { asked: string[]; all: number } => {
  const text = textOf(formOf(session, form), session.textLanguage);
  return {
    asked: offered(text, session.answers[form] ?? {}).map((module) => module.name),
    all: decisionsOf(text).length,
  };
};
