/** A film of the same in sign language: a file that the site puts beside ours, and its hash. */
export interface SignFilm {
  address: string;
  integrity: string;
}

export const signFilmFile = '/video/sign.json';

/** What the site says about its film; undefined where it has none, or says it in another way than is agreed. */
export function readSignFilm(said: unknown): SignFilm | undefined {
  if (typeof said !== 'object' || said === null || !('file' in said) || !('integrity' in said)) return undefined;
  const { file, integrity } = said;
  if (typeof file !== 'string' || !/^sign[a-z0-9-]{0,40}\.(webm|mp4)$/.test(file)) return undefined;
  if (typeof integrity !== 'string' || !/^sha256-[A-Za-z0-9+/]{43}=$/.test(integrity)) return undefined;
  return { address: `/video/${file}`, integrity };
}
