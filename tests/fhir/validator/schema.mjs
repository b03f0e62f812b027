// node schema.mjs: { schema, documents } on standard input; prints one array of problems for each document.
import { readFileSync } from 'node:fs';
import Ajv from 'ajv';

const { schema, documents } = JSON.parse(readFileSync(0, 'utf8'));
const validate = new Ajv({ allErrors: true, strict: false }).compile(schema);
console.log(JSON.stringify(documents.map((document) => validate(document) ? []
  : validate.errors.map((error) => `${error.instancePath || '/'} ${error.message}`))));
