import type { Bridge } from './bridge';

/** How often the robot is asked whether it is there, in milliseconds. */
export const askedEvery = 2_000;

/** So many questions in a row may stay without a word; after the next one it is silent. */
export const mostUnanswered = 3;

interface Heard {
  /** Nothing has been heard for too long. */
  silent: () => void;
  /** The first word after that. */
  again: () => void;
}

/**
 * Notices that the robot has stopped answering, ten seconds after its last word at the latest. Counted are questions
 * and not the time by a clock: a page that was held up for a while asks once more before it says so.
 * @param wasSilent It was silent before the page began anew.
 */
export function watchBridge(
  bridge: Bridge,
  { silent, again }: Heard,
  wasSilent = false,
): { heard: () => void; end: () => void } {
  let unanswered = 0;
  let isSilent = wasSilent;
  const timer = setInterval(() => {
    if (unanswered > mostUnanswered && !isSilent) {
      isSilent = true;
      silent();
    }
    unanswered += 1;
    bridge.send({ type: 'hello' });
  }, askedEvery);
  return {
    heard: () => {
      unanswered = 0;
      if (!isSilent) return;
      isSilent = false;
      again();
    },
    end: () => clearInterval(timer),
  };
}
