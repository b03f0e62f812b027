/** A point on the ward, in metres from its corner. */
export interface Point {
  x: number;
  y: number;
}

export interface Room extends Point {
  name: string;
  width: number;
  height: number;
}

export const size = { width: 36, height: 20 };
const corridor = 10;

export const rooms: readonly Room[] = [
  { name: 'Zimmer 1', x: 1, y: 1, width: 7, height: 7 },
  { name: 'Zimmer 2', x: 9, y: 1, width: 7, height: 7 },
  { name: 'Zimmer 3', x: 17, y: 1, width: 7, height: 7 },
  { name: 'Teeküche', x: 25, y: 1, width: 10, height: 7 },
  { name: 'Anmeldung', x: 1, y: 12, width: 9, height: 7 },
  { name: 'Wartebereich', x: 11, y: 12, width: 15, height: 7 },
  { name: 'Technik', x: 27, y: 12, width: 8, height: 7 },
];

/** The robot's base, as temi names it. */
export const home = 'home base';

export const locations: Readonly<Record<string, Point>> = {
  [home]: { x: 31, y: 15 },
  'Wartebereich links': { x: 14, y: 15 },
  'Wartebereich rechts': { x: 22, y: 15 },
  Anmeldung: { x: 5, y: 15 },
  'Zimmer 2': { x: 12, y: 5 },
};

/** Out to the corridor, along it, and in again. */
export const route = (from: Point, to: Point): Point[] => [{ x: from.x, y: corridor }, { x: to.x, y: corridor }, to];

export const distance = (one: Point, other: Point): number => Math.hypot(one.x - other.x, one.y - other.y);
