/** Drawn, typed, or not possible (then a witness signs). Neither time nor pressure of a stroke leaves the pad. */
export type Signature =
  { kind: 'drawn'; name: string; image: string } | { kind: 'typed'; name: string } | { kind: 'unable'; name: string };

/** What is known of a drawing while it is made. */
export interface Drawing {
  strokes: number;
  length: number;
  milliseconds: number;
}

export const nothingDrawn: Drawing = { strokes: 0, length: 0, milliseconds: 0 };

/** Whether somebody signed, and did not only touch the pad. */
export const isSigned = ({ strokes, length, milliseconds }: Drawing): boolean =>
  strokes >= 3 ? length >= 80 : length >= 200 || (milliseconds >= 1500 && length >= 80);
