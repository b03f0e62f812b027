import { describe, expect, it } from 'vitest';
import type { CaptureBundle, CaptureText } from '../lib/api/client';
import { contentOf, recordsRefusal } from './content';
import { begin, follow, mayGo, questions, signatories, way, type Session, type Step } from './flow';
import { decisionsOf, offered, recorded, refused, type Answers } from './forms';
import { isSigned } from './signature';

const core = 'CORE';
const names = [core, 'RETRO', 'KK', 'BIO', 'BIO_MORE', 'CONTACT'] as const;
const parents: Record<string, string | null> = {
  CORE: null,
  RETRO: core,
  KK: core,
  BIO: core,
  BIO_MORE: 'BIO',
  CONTACT: core,
};

const text = (language: string, template = `Form (${language})|1`): CaptureText => ({
  template,
  language,
  hash: `hash-${language}`,
  form: {
    name: 'Form',
    version: '1',
    type: 'consent-opt-in',
    title: 'Form',
    modules: [
      {
        name: 'INTRO',
        version: '1',
        title: 'Intro',
        text: '',
        decision: false,
        mandatory: false,
        silentWhenDeclined: false,
      },
      ...names.map((name) => ({
        name,
        version: '1',
        title: name,
        text: name,
        decision: true,
        mandatory: name === core,
        parent: parents[name] ?? null,
        silentWhenDeclined: false,
      })),
    ],
  },
});

const bundle = (parts: string[] = ['patient']): CaptureBundle => ({
  id: '0198c0de-0000-7000-8000-000000000001',
  token: 'tcc_x',
  now: '2026-01-01T00:00:00Z',
  deliveryKey: '',
  firstName: 'Zora',
  birthYear: 1980,
  organisation: 'Klinik',
  place: 'Hier',
  explainedBy: 'Dr. A',
  guardiansNeeded: 2,
  refusalForm: null,
  forms: parts.map((part) => ({ part, texts: [text('de', `${part}|1`), text('en', `${part} (en)|1`)] })),
});

const started = (parts?: string[]): Session =>
  follow(follow(begin(bundle(parts)), { kind: 'confirmed' }), { kind: 'next' });

/** Walks on until a step of this kind. */
function until(session: Session, kind: Step['kind']): Session {
  let at = session;
  for (let steps = 0; at.step.kind !== kind && steps < 60; steps += 1) at = follow(at, { kind: 'next' });
  return at;
}

const every = (count: number): Answers[] =>
  Array.from({ length: 2 ** count }, (_, bits) =>
    Object.fromEntries(names.map((name, at) => [name, (bits >> at) & 1 ? 'accepted' : 'declined'])),
  );

describe('answers', () => {
  it('never say yes under a no, whatever was answered before', () => {
    const form = text('de');
    for (const answers of every(names.length)) {
      const said = recorded(form, answers);
      expect(Object.keys(said)).toHaveLength(names.length);
      for (const name of names) {
        const parent = parents[name];
        if (said[name] === 'accepted' && parent) expect(said[parent]).toBe('accepted');
      }
      if (answers[core] === 'declined') {
        expect(refused(form, answers)).toBe(true);
        expect(Object.values(said)).not.toContain('accepted');
      }
    }
  });

  it('are asked for exactly where they matter', () => {
    const form = text('de');
    expect(offered(form, {}).map((module) => module.name)).toEqual([core]);
    expect(offered(form, { CORE: 'accepted' }).map((module) => module.name)).toEqual([
      core,
      'RETRO',
      'KK',
      'BIO',
      'CONTACT',
    ]);
    expect(offered(form, { CORE: 'declined' }).map((module) => module.name)).toEqual([core]);
  });

  it('change alone', () => {
    let session = until(started(), 'decision');
    for (const name of names)
      session = follow(session, { kind: 'answered', form: 0, module: name, answer: 'accepted' });
    const after = follow(session, { kind: 'answered', form: 0, module: 'KK', answer: 'declined' });
    expect(after.answers[0]).toEqual({ ...session.answers[0], KK: 'declined' });
  });
});

describe('the way', () => {
  it('has no answer at its beginning', () => {
    expect(begin(bundle()).answers).toEqual([{}]);
  });

  it('leads to no decision before the information', () => {
    const session = started();
    const decision: Step = { kind: 'decision', form: 0, module: core };
    expect(mayGo(session, decision)).toBe(false);
    expect(follow(session, { kind: 'went', step: decision }).step).toEqual(session.step);
    expect(mayGo(follow(until(session, 'information'), { kind: 'next' }), decision)).toBe(true);
  });

  it('does not begin before the birthday is confirmed', () => {
    const session = follow(begin(bundle()), { kind: 'next' });
    expect(follow(session, { kind: 'next' }).step).toEqual({ kind: 'identity' });
  });

  it('leads from a no to the core to the refusal, and back to the question', () => {
    const asked = until(started(), 'decision');
    const no = follow(follow(asked, { kind: 'answered', form: 0, module: core, answer: 'declined' }), { kind: 'next' });
    expect(no.step).toEqual({ kind: 'refusal', form: 0 });
    expect(follow(no, { kind: 'back' }).step).toEqual({ kind: 'decision', form: 0, module: core });
  });

  it('asks the child before the guardians and stops at its no', () => {
    const steps = way(started(['child', 'guardian'])).filter((step) => step.kind === 'part');
    expect(steps).toEqual([
      { kind: 'part', form: 0 },
      { kind: 'part', form: 1 },
    ]);
    const no = follow(until(started(['child', 'guardian']), 'decision'), {
      kind: 'answered',
      form: 0,
      module: core,
      answer: 'declined',
    });
    expect(way(no).at(-1)).toEqual({ kind: 'refusal', form: 0 });
    expect(way(no)).not.toContainEqual({ kind: 'part', form: 1 });
    expect(contentOf(no, new Date(0), 0).documents.map((document) => document.template)).toEqual(['child|1']);
  });

  it('shows texts in an approved language only', () => {
    const turkish = follow(started(), { kind: 'language', language: 'tr' });
    expect(contentOf(turkish, new Date(0), 0).documents[0]?.template).toBe('patient|1');
    const english = follow(started(), { kind: 'language', language: 'en' });
    expect(contentOf(english, new Date(0), 0).documents[0]?.template).toBe('patient (en)|1');
  });

  it('counts the questions that are asked', () => {
    expect(questions(started(), 0)).toEqual({ asked: [core], all: names.length });
    expect(decisionsOf(text('de'))).toHaveLength(names.length);
  });
});

describe('signing', () => {
  it('takes two guardians, or one who decides alone', () => {
    const session = started(['guardian']);
    expect(signatories(session)).toHaveLength(2);
    expect(signatories(follow(session, { kind: 'chose', what: 'alone', value: true }))).toHaveLength(1);
  });

  it('brings a witness for somebody who cannot', () => {
    const session = follow(started(), { kind: 'signed', who: '0-patient-1', signature: { kind: 'unable', name: '' } });
    expect(signatories(session).map((who) => who.role)).toEqual(['patient', 'witness']);
  });

  it('brings an interpreter where one was there', () => {
    const session = follow(started(), { kind: 'chose', what: 'interpreter', value: true });
    expect(signatories(session).map((who) => who.role)).toEqual(['patient', 'interpreter']);
  });

  it('is more than a touch', () => {
    expect(isSigned({ strokes: 1, length: 3, milliseconds: 90 })).toBe(false);
    expect(isSigned({ strokes: 1, length: 40, milliseconds: 4000 })).toBe(false);
    expect(isSigned({ strokes: 2, length: 320, milliseconds: 700 })).toBe(true);
    expect(isSigned({ strokes: 4, length: 120, milliseconds: 900 })).toBe(true);
  });
});

describe('a refusal', () => {
  it('leaves nothing where the site records none', () => {
    const no = follow(until(started(), 'decision'), { kind: 'answered', form: 0, module: core, answer: 'declined' });
    expect(recordsRefusal(no)).toBe(false);
  });

  it('of guardians leaves nothing', () => {
    const no = follow(until(started(['guardian']), 'decision'), {
      kind: 'answered',
      form: 0,
      module: core,
      answer: 'declined',
    });
    expect(contentOf(no, new Date(0), 0).documents).toEqual([]);
  });
});

describe('three questions about the information', () => {
  const kinds = (session: Session) => way(session).map((step) => step.kind);

  it('come after it where the site wants them, and once for parents and child', () => {
    expect(kinds(begin(bundle()))).not.toContain('check');
    const asked = kinds(begin(bundle(['child', 'guardian']), true));
    expect(asked.filter((kind) => kind === 'check')).toHaveLength(1);
    expect(asked[asked.indexOf('check') - 1]).toBe('information');
  });

  it('may be passed over, and leave nothing', () => {
    const known = follow(follow(begin(bundle(), true), { kind: 'confirmed' }), { kind: 'next' });
    const at = until(known, 'check');
    expect(follow(at, { kind: 'next' }).step.kind).toBe('decision');
  });
});
