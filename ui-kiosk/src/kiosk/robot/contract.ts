// temi.v1: what passes between these pages and the shell of the service robot. Described in ui-kiosk/temi.md; nothing
// about anybody is ever part of it. Each message is one JSON text with the version in it.

export const version = 'temi.v1';

/** The loudest that the robot may speak here, of 100. The shell holds to it as well. */
export const loudest = 55;

/** Below this, in percent, no mission begins. */
export const leastBattery = 20;

export const motions = ['start', 'calculating', 'going', 'reposing', 'complete', 'abort'] as const;
export type Motion = (typeof motions)[number];

export const faults = ['obstacle', 'lost', 'battery', 'offline', 'lifted', 'dragged', 'emergency'] as const;
export type Fault = (typeof faults)[number];

/** From the page to the robot. */
export type Order =
  | { type: 'hello' }
  | { type: 'goTo'; id: string; location: string }
  | { type: 'stop' }
  | { type: 'say'; id: string; text: string; language: string; volume: number }
  | { type: 'hush' };

/** From the robot to the page. */
export type Report =
  | { type: 'ready'; home: string }
  | { type: 'locations'; locations: readonly string[] }
  | { type: 'battery'; percent: number; charging: boolean }
  | { type: 'status'; id: string; location: string; status: Motion; reason?: Fault }
  | { type: 'said'; id: string; complete: boolean }
  | { type: 'fault'; fault: Fault; active: boolean };

export const writeMessage = (message: Order | Report): string => JSON.stringify({ temi: version, ...message });

type Fields = Readonly<Record<string, unknown>>;

const isText = (value: unknown, most = 80): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= most;

const isOneOf = <T extends string>(known: readonly T[], value: unknown): value is T =>
  typeof value === 'string' && (known as readonly string[]).includes(value);

/** The fields of a message of this version; undefined for anything else. */
function fieldsOf(text: unknown): Fields | undefined {
  if (typeof text !== 'string' || text.length > 10_000) return undefined;
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read !== 'object' || read === null || Array.isArray(read)) return undefined;
    return 'temi' in read && read.temi === version ? { ...read } : undefined;
  } catch {
    return undefined;
  }
}

/** Reads what the robot says. What is not exactly of this contract is not heard. */
export function readReport(text: unknown): Report | undefined {
  const { type, ...of } = fieldsOf(text) ?? {};
  switch (type) {
    case 'ready':
      return isText(of['home']) ? { type, home: of['home'] } : undefined;
    case 'locations': {
      const { locations } = of;
      if (!Array.isArray(locations) || locations.length > 60 || !locations.every((name) => isText(name)))
        return undefined;
      return { type, locations };
    }
    case 'battery': {
      const { percent, charging } = of;
      if (typeof percent !== 'number' || !(percent >= 0 && percent <= 100) || typeof charging !== 'boolean')
        return undefined;
      return { type, percent, charging };
    }
    case 'status':
      return readStatus(of);
    case 'said':
      return isText(of['id']) && typeof of['complete'] === 'boolean'
        ? { type, id: of['id'], complete: of['complete'] }
        : undefined;
    case 'fault':
      return isOneOf(faults, of['fault']) && typeof of['active'] === 'boolean'
        ? { type, fault: of['fault'], active: of['active'] }
        : undefined;
    default:
      return undefined;
  }
}

function readStatus(of: Fields): Report | undefined {
  const { id, location, status, reason } = of;
  if (!isText(id) || !isText(location) || !isOneOf(motions, status)) return undefined;
  if (reason === undefined) return { type: 'status', id, location, status };
  return isOneOf(faults, reason) ? { type: 'status', id, location, status, reason } : undefined;
}

/** Reads what the page orders, as a shell or the simulator does. */
export function readOrder(text: unknown): Order | undefined {
  const { type, ...of } = fieldsOf(text) ?? {};
  switch (type) {
    case 'hello':
    case 'stop':
    case 'hush':
      return { type };
    case 'goTo':
      return isText(of['id']) && isText(of['location']) ? { type, id: of['id'], location: of['location'] } : undefined;
    case 'say': {
      const { id, text: words, language, volume } = of;
      if (!isText(id) || !isText(words, 300) || !isText(language, 10) || typeof volume !== 'number') return undefined;
      return { type, id, text: words, language, volume };
    }
    default:
      return undefined;
  }
}
