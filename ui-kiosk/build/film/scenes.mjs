// The film's pictures: no words in them, so that one film serves all languages. 1280 × 720, drawn here.
const teal = '#0b5660';
const deep = '#073f47';
const pale = '#dcebea';
const warm = '#f2b56b';
const cream = '#f6f3ec';
const white = '#ffffff';

const svg = (content, background = cream) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1280 720" width="1280" height="720"><rect width="1280" height="720" fill="${background}"/>${content}</svg>`;

const hills = `<ellipse cx="1040" cy="860" rx="760" ry="330" fill="#dfeae5"/><ellipse cx="240" cy="900" rx="720" ry="320" fill="#cbdedb"/>`;
const sun = (x, y, r) => `<circle cx="${x}" cy="${y}" r="${r}" fill="#f7dcae"/>`;
const person = (x, y, size, coat = teal, skin = warm) =>
  `<g transform="translate(${x} ${y}) scale(${size})"><path d="M-70 150c0-64 30-104 70-104s70 40 70 104z" fill="${coat}"/><circle r="42" fill="${skin}"/></g>`;
const sheet = (x, y, size, tilt = 0) =>
  `<g transform="translate(${x} ${y}) rotate(${tilt}) scale(${size})"><rect x="-80" y="-105" width="160" height="210" rx="14" fill="${white}" stroke="${teal}" stroke-width="5"/><path d="M-50-60h100M-50-25h100M-50 10h70" stroke="${pale}" stroke-width="12" stroke-linecap="round"/><path d="M-50 60h46" stroke="${warm}" stroke-width="12" stroke-linecap="round"/></g>`;
const drop = (x, y, size) =>
  `<path transform="translate(${x} ${y}) scale(${size})" d="M0-60c30 40 46 62 46 88a46 46 0 0 1-92 0c0-26 16-48 46-88z" fill="${warm}"/>`;
const shield = (x, y, size) =>
  `<g transform="translate(${x} ${y}) scale(${size})"><path d="M0-120 100-84v84c0 70-44 106-100 130C-56 106-100 70-100 0v-84z" fill="${teal}"/><path d="m-42 2 32 34 54-66" fill="none" stroke="${white}" stroke-width="18" stroke-linecap="round" stroke-linejoin="round"/></g>`;
const card = (x, y, content) =>
  `<g transform="translate(${x} ${y})"><rect x="-150" y="-60" width="300" height="120" rx="30" fill="${white}" stroke="${teal}" stroke-width="5"/>${content}</g>`;
const yes = `<circle r="34" fill="${teal}"/><path d="m-16 1 12 12 21-25" fill="none" stroke="${white}" stroke-width="8" stroke-linecap="round" stroke-linejoin="round"/>`;
const no = `<circle r="34" fill="none" stroke="${teal}" stroke-width="7"/><path d="m-13-13 26 26m0-26-26 26" stroke="${teal}" stroke-width="8" stroke-linecap="round"/>`;

export const scenes = [
  svg(
    `${sun(980, 190, 110)}${hills}<rect x="360" y="230" width="420" height="330" rx="26" fill="${white}" stroke="${teal}" stroke-width="6"/><path d="M570 290v120m-60-60h120" stroke="${warm}" stroke-width="34" stroke-linecap="round"/><rect x="530" y="460" width="80" height="100" fill="${pale}"/>${person(900, 430, 1)}`,
  ),
  svg(`${hills}${person(300, 330, 1.25)}${sheet(640, 330, 1, -8)}${sheet(830, 300, 1, 6)}${drop(1030, 330, 1.1)}`),
  svg(
    `${sun(200, 170, 90)}${hills}${person(330, 400, 1, deep)}${person(560, 370, 1.1)}<g transform="translate(900 360)"><circle r="120" fill="${white}" stroke="${teal}" stroke-width="10"/><path d="m84 84 90 90" stroke="${teal}" stroke-width="26" stroke-linecap="round"/><path d="M-60 10c30-60 60 50 120-20" fill="none" stroke="${warm}" stroke-width="14" stroke-linecap="round"/></g>`,
  ),
  svg(
    `${hills}${person(320, 360, 1.3)}${card(820, 210, `<path d="M-90 0h90" stroke="${pale}" stroke-width="16" stroke-linecap="round"/><g transform="translate(90 0)">${yes}</g>`)}${card(820, 370, `<path d="M-90 0h90" stroke="${pale}" stroke-width="16" stroke-linecap="round"/><g transform="translate(90 0)">${no}</g>`)}${card(820, 530, `<path d="M-90 0h90" stroke="${pale}" stroke-width="16" stroke-linecap="round"/><g transform="translate(90 0)">${yes}</g>`)}`,
  ),
  svg(
    `${hills}${person(280, 370, 1.15)}<path d="M410 380h190" stroke="${teal}" stroke-width="10" stroke-dasharray="4 26" stroke-linecap="round"/>${shield(720, 350, 1.15)}<path d="M860 380h120" stroke="${teal}" stroke-width="10" stroke-dasharray="4 26" stroke-linecap="round"/>${sheet(1080, 360, 1)}<path d="M1034 330h92m-92 36h92" stroke="${teal}" stroke-width="10"/>`,
  ),
  svg(
    `${sun(1010, 200, 100)}${hills}${person(440, 400, 1.1)}${person(640, 400, 1.1, deep)}<path d="M500 520h84" stroke="${warm}" stroke-width="22" stroke-linecap="round"/><path d="M900 470c-60-60 20-130 60-70 40-60 120 10 60 70l-60 60z" fill="${warm}"/>`,
  ),
  svg(
    `${hills}${sheet(420, 360, 1.5, -4)}<g transform="translate(840 360)"><path d="M120 0a120 120 0 1 1-40-90" fill="none" stroke="${teal}" stroke-width="24" stroke-linecap="round"/><path d="m110-140-14 66-66-8" fill="none" stroke="${teal}" stroke-width="24" stroke-linecap="round" stroke-linejoin="round"/></g>`,
  ),
  svg(
    `${hills}<g transform="translate(420 350)"><circle r="150" fill="${white}" stroke="${teal}" stroke-width="12"/><path d="M0-90V0l70 46" fill="none" stroke="${teal}" stroke-width="18" stroke-linecap="round"/><circle r="12" fill="${warm}"/></g>${person(860, 390, 1.3)}`,
  ),
  svg(
    `${sun(240, 180, 100)}${hills}${person(480, 410, 1.15)}${person(800, 410, 1.15, deep)}<g transform="translate(640 250)"><rect x="-90" y="-70" width="180" height="120" rx="44" fill="${white}" stroke="${teal}" stroke-width="7"/><path d="m-10 48-30 46 66-46" fill="${white}" stroke="${teal}" stroke-width="7" stroke-linejoin="round"/><path d="M-16-34c4-22 42-18 36 6-4 14-20 14-20 30m0 22v2" fill="none" stroke="${warm}" stroke-width="12" stroke-linecap="round"/></g>`,
  ),
  svg(`${sun(640, 260, 190)}${hills}${person(460, 450, 1)}${person(640, 420, 1.15, deep)}${person(820, 450, 1)}`),
];
