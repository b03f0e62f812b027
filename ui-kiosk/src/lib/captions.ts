export interface Cue {
  from: number;
  to: number;
  text: string;
}

const seconds = (stamp: string): number =>
  stamp.split(':').reduce((sum, part) => sum * 60 + Number.parseFloat(part.replace(',', '.')), 0);

/** Reads WebVTT: times and words, no styling. */
export function readCues(text: string): Cue[] {
  return text
    .replaceAll('\r\n', '\n')
    .split(/\n{2,}/)
    .flatMap((block) => {
      const lines = block.trim().split('\n');
      const at = lines.findIndex((line) => line.includes('-->'));
      const [from, to] = (lines[at] ?? '').split('-->').map((part) => part.trim().split(' ')[0] ?? '');
      if (at < 0 || !from || !to) return [];
      return [{ from: seconds(from), to: seconds(to), text: lines.slice(at + 1).join(' ') }];
    });
}

/** What is said at a moment. */
export const cuesAt = (cues: readonly Cue[], at: number): string =>
  cues.find((cue) => cue.from <= at && at < cue.to)?.text ?? '';
