const icon = (path: string, look = 'icon') =>
  function Icon() {
    return (
      <svg className={look} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
        <path d={path} />
      </svg>
    );
  };

/** Points where reading goes. */
export const Arrow = icon('M5 12h14m-6-6 6 6-6 6', 'icon turns');
export const Check = icon('m5 12.5 4.5 4.5L19 7');
export const Cross = icon('M6 6l12 12M18 6 6 18');
export const Question = icon(
  'M12 21.2a9.2 9.2 0 1 0 0-18.4 9.2 9.2 0 0 0 0 18.4zM9.6 9.6a2.5 2.5 0 1 1 3.6 2.2c-.8.5-1.2 1-1.2 2M12 16.8v.1',
);
export const Display = icon('M4 18 9 6l5 12M5.7 14h6.6M15 18l3-8 3 8m-5-2.6h4');
export const Play = icon('M8 5.5v13l11-6.500z');
export const Pause = icon('M8.500 5.500v13m7-13v13');
export const Again = icon('M5 12a7 7 0 1 0 2.300-5.200M5 4.500V8h3.500');
export const Speaker = icon(
  'M5 10v4h3l4 3.500v-11L8 10zM15.500 9a4.200 4.200 0 0 1 0 6m2.300-8.300a7.500 7.500 0 0 1 0 10.600',
);
export const Plus = icon('M12 6v12M6 12h12');
export const Lock = icon('M7 11V8.500a5 5 0 0 1 10 0V11M5.500 11h13v8.500h-13z');
export const Person = icon(
  'M12 12a3.800 3.800 0 1 0 0-7.600 3.800 3.800 0 0 0 0 7.600zM5 19.500c.800-3.300 3.500-5 7-5s6.200 1.700 7 5',
);
export const Network = icon('M4 9.500a12 12 0 0 1 16 0M7 13a7.600 7.600 0 0 1 10 0m-5 4.200v.3M4 4l16 16');
export const Pin = icon(
  'M12 21.500s6.500-6.200 6.500-11.300a6.500 6.500 0 1 0-13 0c0 5.100 6.500 11.300 6.500 11.300zM12 12.500a2.300 2.300 0 1 0 0-4.600 2.300 2.300 0 0 0 0 4.600z',
);
export const Home = icon('M4 11.500 12 4.500l8 7M6.500 9.800v9.700h11V9.800M10 19.500v-5h4v5');
export const Film = icon('M4 5.500h16v13H4zM10 9.200v5.600l4.800-2.800z');
export const Talk = icon('M4.500 5.500h15v10.500h-8.200l-4.300 3.800V16H4.500zM9 10.800h.1m2.900 0h.1m2.900 0h.1');
export const Sheet = icon('M6.500 3.500h8l3.500 3.500v13.500H6.500zM14 3.500V7.500h4M9.500 12h5.500m-5.500 4h5.500');
export const Phone = icon('M7.500 2.800h9v18.400h-9zM11 18.400h2');
export const Slate = icon('M3.500 5.500h17v13h-17zM17.500 12v.1');
export const Camera = icon(
  'M4 8h3.500l1.700-2.500h5.600L16.500 8H20v10.500H4zM12 16a3.200 3.200 0 1 0 0-6.400 3.200 3.200 0 0 0 0 6.400z',
);
