// Says how a speedscope file breaks speedscope's own JSON schema: node schema.mjs FILE
import fs from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';

const require = createRequire(path.join(process.cwd(), 'package.json'));
const read = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));
const Ajv = require('ajv').default;
const schema = path.join(process.cwd(), 'node_modules/speedscope/dist/release/file-format-schema.json');
const validate = new Ajv({strict: false, allErrors: true}).compile(read(schema));
const valid = validate(read(process.argv[2]));
console.log(JSON.stringify(valid ? [] : validate.errors.map((error) => `${error.instancePath} ${error.message}`)));
