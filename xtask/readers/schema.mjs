// Says how a file breaks a JSON schema: node schema.mjs FILE SCHEMA
import fs from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';

const require = createRequire(path.join(process.cwd(), 'package.json'));
const read = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));
const Ajv = require('ajv').default;
const validate = new Ajv({strict: false, allErrors: true}).compile(read(process.argv[3]));
const valid = validate(read(process.argv[2]));
console.log(JSON.stringify(valid ? [] : validate.errors.map((error) => `${error.instancePath} ${error.message}`)));
